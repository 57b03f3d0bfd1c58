package org.pbxopenapi.cli.transfer;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;

import org.pbxopenapi.tenant.Tenant;

/**
 * Imports the extensions of a file in the caller's transaction. The rows are loaded into a temporary table, so that files can
 * have any length and a few statements compare and write all rows. The table exists until the connection is closed.
 */
public final class ExtensionImport {

    public record Summary(long created, long changed, long unchanged) {
    }

    private static final int BATCH = 1000;
    private static final int FETCHED_ERRORS = 100;

    /** Columns have the types and collations of the real ones, which may belong to views. All of them are nullable. */
    private static final String CREATE = """
            create or replace temporary table extension_import (
              ordinal bigint primary key default 0, line bigint, id bigint, tenant_id bigint,
              existing_id bigint, changed boolean not null default false) engine = innodb
            select t.code as tenant, e.number, e.name, e.tech
            from (select 1) one left join tenant t on false left join extension e on false where false""";
    private static final String LOAD = """
            insert into extension_import (ordinal, line, id, tenant_id, tenant, number, name, tech)
            values (?, ?, ?, ?, ?, ?, ?, ?)""";
    /** Serializes imports. It also blocks inserts of extensions, because their foreign key must lock the tenant. */
    private static final String LOCK = "select id from tenant order by id for update";
    // The order and index of joins are fixed, because statistics can be from before the last import.
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
    /** Rows with an ID come first, so that no other row is assigned their ID. */
    private static final String INSERT = """
            insert into extension (id, tenant_id, number, name, tech)
            select id, tenant_id, number, coalesce(name, ''), tech from extension_import where existing_id is null
            order by id is null, ordinal""";
    private static final String UPDATE = """
            insert into extension (id, tenant_id, number, name, tech)
            select existing_id, tenant_id, number, name, tech from extension_import where changed
            on duplicate key update name = value(name), tech = value(tech)""";

    /**
     * Checks of valid rows against each other and the database. Queries return the line, then the arguments of the sentence.
     */
    private enum Check {
        TENANT("tenant", "%s is not the code of a tenant", """
                select line, tenant from extension_import where tenant_id is null order by ordinal"""),
        TWICE("number", "%s is in the file already for the same tenant, in line %s", """
                select line, number, first_line from (
                  select ordinal, line, number, first_value(line) over same as first_line, row_number() over same as nth
                  from extension_import where tenant_id is not null
                  window same as (partition by tenant_id, number order by ordinal)) i
                where nth > 1 order by ordinal"""),
        ID_TWICE("id", "%s is in the file already, in line %s", """
                select line, id, first_line from (
                  select ordinal, line, id, first_value(line) over same as first_line, row_number() over same as nth
                  from extension_import where id is not null window same as (partition by id order by ordinal)) i
                where nth > 1 order by ordinal"""),
        OTHER_ID("id", "%s is wrong: the extension of this tenant and number has the id %s", """
                select line, id, existing_id from extension_import where id <> existing_id order by ordinal"""),
        TAKEN_ID("id", "%s belongs to another extension, with the number %s", """
                select i.line, i.id, e.number from extension_import i
                  straight_join extension e force index (primary) on e.id = i.id
                where i.existing_id is null order by i.ordinal"""),
        TECH("tech", "is missing, and this extension is new", """
                select line from extension_import where existing_id is null and tech is null and tenant_id is not null
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

    /** @param tenantId the tenant of all rows; null: each row names its tenant */
    public ExtensionImport(Connection connection, Long tenantId, FileErrors errors, ProgressBar progress) {
        this.connection = connection;
        this.tenantId = tenantId;
        this.errors = errors;
        this.progress = progress;
    }

    /** @throws InvalidFileException if the file has errors */
    public Summary run(RowReader rows, boolean dryRun) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCHED_ERRORS); // every row can have an error
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
                run(statement, check);
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

    /** The server's limit, which the driver does not query. */
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
                    continue; // the file is only checked for more errors
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
        insert.setLong(2, row.line());
        insert.setObject(3, row.id(), Types.BIGINT);
        insert.setObject(4, tenantId, Types.BIGINT);
        insert.setString(5, row.tenant());
        insert.setString(6, row.number());
        insert.setString(7, row.name());
        insert.setString(8, row.tech());
    }

    private void run(Statement statement, Check check) throws SQLException {
        try (ResultSet found = statement.executeQuery(check.sql)) {
            Object[] values = new Object[found.getMetaData().getColumnCount() - 1];
            while (found.next()) {
                for (int i = 0; i < values.length; i++) {
                    values[i] = found.getString(i + 2);
                }
                errors.add(found.getLong(1), check.field, check.why.formatted(values));
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
