package org.pbxopenapi.database;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A column that a request needs, and the types that it may have. */
record SchemaColumn(String relation, String name, SchemaColumn.Kind kind) {

    enum Kind {
        ID,
        /** Of a tenant: some PBX has these in a column of texts. */
        ID_OR_TEXT,
        TEXT,
        HASH
    }

    static final List<SchemaColumn> ALL = List.of(
            new SchemaColumn("tenant", "id", Kind.ID),
            new SchemaColumn("tenant", "code", Kind.TEXT),
            new SchemaColumn("tenant", "name", Kind.TEXT),
            new SchemaColumn("extension", "id", Kind.ID),
            new SchemaColumn("extension", "tenant_id", Kind.ID_OR_TEXT),
            new SchemaColumn("extension", "number", Kind.TEXT),
            new SchemaColumn("extension", "name", Kind.TEXT),
            new SchemaColumn("extension", "tech", Kind.TEXT),
            new SchemaColumn("api_key", "id", Kind.ID),
            new SchemaColumn("api_key", "tenant_id", Kind.ID),
            new SchemaColumn("api_key", "key_hash", Kind.HASH),
            new SchemaColumn("api_key", "scope", Kind.TEXT));

    private static final Set<Integer> NUMBERS = Set.of(Types.BIGINT, Types.INTEGER, Types.SMALLINT, Types.TINYINT,
            Types.BOOLEAN);
    private static final Set<Integer> TEXTS = Set.of(Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.CLOB);
    private static final Set<Integer> BYTES = Set.of(Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB);

    /** What is wrong with the type that it has in the result of a query, if anything is. */
    Optional<Finding> problem(ResultSetMetaData types, int i) throws SQLException {
        int type = types.getColumnType(i);
        boolean onlyNull = BYTES.contains(type) && types.getPrecision(i) == 0; // what NULL AS name makes of it
        boolean fits = switch (kind) {
            case ID -> isInteger(type, types.getScale(i)) || onlyNull && name.equals("tenant_id");
            case ID_OR_TEXT -> isInteger(type, types.getScale(i)) || TEXTS.contains(type) || onlyNull;
            case TEXT -> TEXTS.contains(type) || onlyNull;
            case HASH -> BYTES.contains(type);
        };
        return fits ? Optional.empty() : Optional.of(wrongType(types.getColumnTypeName(i)));
    }

    private static boolean isInteger(int type, int scale) {
        return NUMBERS.contains(type) || type == Types.DECIMAL && scale == 0;
    }

    private Finding wrongType(String type) {
        return switch (kind) {
            case ID, ID_OR_TEXT -> SchemaVerifier.problem("%s is of the type %s, and not an integer.".formatted(this, type),
                    "give it the type BIGINT; in a view by CAST(… AS SIGNED).");
            case TEXT -> SchemaVerifier.problem("%s is of the type %s, and not a text.".formatted(this, type),
                    "give it the type VARCHAR; in a view by CAST(… AS CHAR).");
            case HASH ->
                SchemaVerifier.problem("%s is of the type %s, and not the 32 bytes of a SHA-256.".formatted(this, type),
                        "give it the type BINARY(32); in a view by UNHEX(SHA2(…, 256)).");
        };
    }

    @Override
    public String toString() {
        return relation + "." + name;
    }
}
