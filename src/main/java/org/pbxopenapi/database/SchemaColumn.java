package org.pbxopenapi.database;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A column that requests need, and the types that it may have. */
record SchemaColumn(String relation, String name, SchemaColumn.Kind kind) {

    enum Kind {
        ID,
        /** A tenant's id: some PBXs keep it in a text column. */
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

    /** Checks the type of the i-th column of a result. */
    Optional<Finding> problem(ResultSetMetaData types, int i) throws SQLException {
        int type = types.getColumnType(i);
        boolean onlyNull = BYTES.contains(type) && types.getPrecision(i) == 0; // the type of NULL AS name
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
            case ID, ID_OR_TEXT -> SchemaVerifier.problem("%s has the type %s, but must be an integer.".formatted(this, type),
                    "change it to BIGINT; in a view, use CAST(… AS SIGNED).");
            case TEXT -> SchemaVerifier.problem("%s has the type %s, but must be text.".formatted(this, type),
                    "change it to VARCHAR; in a view, use CAST(… AS CHAR).");
            case HASH -> SchemaVerifier.problem("%s has the type %s, but must be a binary SHA-256.".formatted(this, type),
                    "change it to BINARY(32); in a view, use UNHEX(SHA2(…, 256)).");
        };
    }

    @Override
    public String toString() {
        return relation + "." + name;
    }
}
