package org.pbxopenapi.cli.transfer;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;

import org.pbxopenapi.cli.transfer.FileErrors.Place;
import org.pbxopenapi.tenant.Tenant;

/**
 * Brings the extensions of a file into the database, within a transaction of its caller. The rows go into a temporary table,
 * so that no file is too long, and that few statements do the rest. It lasts as long as the connection.
 */
public final class ExtensionImport {

    public record Summary(long created, long changed, long unchanged) {
    }

    private static final int BATCH = 1000;
    private static final int FETCHED_ERRORS = 100;

    /** Types and collations are those of the real columns, which may be views' here; all of them are nullable. */
    private static final String CREATE = """
            create or replace temporary table extension_import (
              ordinal bigint primary key default 0, row_place bigint,
              id_place bigint, tenant_place bigint, number_place bigint,
              id bigint, tenant_id bigint, existing_id bigint, changed boolean not null default false) engine = innodb
            select t.code as tenant, e.number, e.name, e.tech
            from (select 1) one left join tenant t on false left join extension e on false where false""";
    private static final String LOAD = """
            insert into extension_import (ordinal, row_place, id_place, tenant_place, number_place,
              id, tenant_id, tenant, number, name, tech) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    /** One import at a time; and nobody adds extensions meanwhile, since a foreign key asks for the tenant. */
    private static final String LOCK = "select id from tenant order by id for update";
    // Order and index of the joins are fixed: the database's statistics may be of the time before the last import.
    private static final String FIND_TENANTS = """
            update extension_import i straight_join tenant t force index (tenant_code) on %s
            set i.tenant_id = t.id""".formatted(Tenant.sameCode("t.code", "i.tenant"));
    private static final String FIND_EXISTING = """
            update extension_import i straight_join extension e force index (extension_number)
              on e.tenant_id = i.tenant_id and e.number = i.number
            set i.existing_id = e.id, i.name = coalesce(i.name, e.name), i.tech = coalesce(i.tech, e.tech),
              i.changed = binary coalesce(i.name, e.name) <> binary e.name or binary coalesce(i.tech, e.tech) <> binary e.tech""";
    private static final String SUMMARY = """
            select count(*) - count(existing_id), coalesce(sum(changed), 0), count(existing_id) - coalesce(sum(changed), 0)
            from extension_import""";
    /** RowReader with an id go first, so that none is given to another row before. */
    private static final String INSERT = """
            insert into extension (id, tenant_id, number, name, tech)
            select id, tenant_id, number, coalesce(name, ''), tech from extension_import where existing_id is null
            order by id is null, ordinal""";
    private static final String UPDATE = """
            insert into extension (id, tenant_id, number, name, tech)
            select existing_id, tenant_id, number, name, tech from extension_import where changed
            on duplicate key update name = value(name), tech = value(tech)""";

    /** What may be wrong with rows that are right in themselves: the place, and what the sentence says of it. */
    private enum Check {
        TENANT("tenant", "%s is no tenant's code", """
                select tenant_place, tenant from extension_import where tenant_id is null order by ordinal"""),
        TWICE("number", "%s is in the file already for the same tenant, in line %s", """
                select number_place, number, first_place >> 32 from (
                  select ordinal, number_place, number,
                    first_value(number_place) over (partition by tenant_id, number order by ordinal) as first_place
                  from extension_import where tenant_id is not null) i
                where number_place <> first_place order by ordinal"""),
        ID_TWICE("id", "%s is in the file already, in line %s", """
                select id_place, id, first_place >> 32 from (
                  select ordinal, id_place, id,
                    first_value(id_place) over (partition by id order by ordinal) as first_place
                  from extension_import where id is not null) i
                where id_place <> first_place order by ordinal"""),
        OTHER_ID("id", "%s is wrong: the extension of this tenant and number has the id %s", """
                select id_place, id, existing_id from extension_import where id <> existing_id order by ordinal"""),
        TAKEN_ID("id", "%s is taken by another extension, of the number %s", """
                select i.id_place, i.id, e.number from extension_import i
                  straight_join extension e force index (primary) on e.id = i.id
                where i.existing_id is null order by i.ordinal"""),
        TECH("tech", "is missing, and this extension is new", """
                select row_place from extension_import where existing_id is null and tech is null and tenant_id is not null
                order by ordinal""");

        final String field;
        final String why;
        final String sql;

        Check(String field, String why, String sql) {
            this.field = field;
            this.why = why;
            this.sql = sql;
        }
    }

    private final Connection connection;
    private final Long tenantId;
    private final FileErrors errors;
    private final ProgressBar progress;

    /** @param tenantId that of all rows; null: they name their tenants */
    public ExtensionImport(Connection connection, Long tenantId, FileErrors errors, ProgressBar progress) {
        this.connection = connection;
        this.tenantId = tenantId;
        this.errors = errors;
        this.progress = progress;
    }

    /** @throws InvalidFileException if anything is wrong with the file */
    public Summary run(RowReader rows, boolean dryRun) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCHED_ERRORS); // every row may be wrong
            statement.execute(CREATE);
            load(rows, packetBytes(statement) / 2);
            errors.throwIfAny();
            progress.say("comparing…");
            statement.execute(LOCK);
            if (tenantId == null) {
                statement.executeUpdate(FIND_TENANTS);
            }
            statement.executeUpdate(FIND_EXISTING);
            for (Check check : Check.values()) {
                note(statement, check);
            }
            errors.throwIfAny();
            Summary summary = summary(statement);
            if (!dryRun) {
                progress.say("writing…");
                statement.executeUpdate(INSERT);
                statement.executeUpdate(UPDATE);
            }
            return summary;
        }
    }

    /** What the server takes at a time; the driver does not ask for it. */
    private static long packetBytes(Statement statement) throws SQLException {
        try (ResultSet limit = statement.executeQuery("select @@max_allowed_packet")) {
            limit.next();
            return limit.getLong(1);
        }
    }

    private void load(RowReader rows, long batchBytes) throws SQLException, IOException {
        try (PreparedStatement insert = connection.prepareStatement(LOAD)) {
            long count = 0;
            long bytes = 0;
            while (rows.next()) {
                ExtensionRow row = ExtensionRow.of(rows, tenantId != null);
                progress.row();
                if (!errors.isEmpty()) {
                    continue; // to find the other errors
                }
                if (count % BATCH == 0 || bytes + row.bytes() > batchBytes) {
                    insert.executeBatch();
                    bytes = 0;
                }
                bytes += row.bytes();
                set(insert, ++count, row);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void set(PreparedStatement insert, long count, ExtensionRow row) throws SQLException {
        insert.setLong(1, count);
        insert.setLong(2, row.place().number());
        insert.setLong(3, row.idPlace().number());
        insert.setLong(4, row.tenantPlace().number());
        insert.setLong(5, row.numberPlace().number());
        insert.setObject(6, row.id(), Types.BIGINT);
        insert.setObject(7, tenantId, Types.BIGINT);
        insert.setString(8, row.tenant());
        insert.setString(9, row.number());
        insert.setString(10, row.name());
        insert.setString(11, row.tech());
    }

    private void note(Statement statement, Check check) throws SQLException {
        try (ResultSet found = statement.executeQuery(check.sql)) {
            Object[] values = new Object[found.getMetaData().getColumnCount() - 1];
            while (found.next()) {
                for (int i = 0; i < values.length; i++) {
                    values[i] = found.getString(i + 2);
                }
                errors.add(Place.of(found.getLong(1)), check.field, check.why.formatted(values));
            }
        }
    }

    private static Summary summary(Statement statement) throws SQLException {
        try (ResultSet counts = statement.executeQuery(SUMMARY)) {
            counts.next();
            return new Summary(counts.getLong(1), counts.getLong(2), counts.getLong(3));
        }
    }
}
