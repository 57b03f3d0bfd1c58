package org.pbxopenapi.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

class SecretInterceptorTest {

    private static final String URL = "quarkus.datasource.jdbc.url";
    private static final String USER = "quarkus.datasource.username";
    private static final String PASSWORD = "quarkus.datasource.password";

    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, String> file = new HashMap<>();

    private SmallRyeConfig config() {
        return new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new EnvConfigSource(variables, EnvConfigSource.ORDINAL),
                        new PropertiesConfigSource(file, "application.properties", 250))
                .withInterceptors(new SecretInterceptor(), new DatabaseUrlInterceptor()).build();
    }

    private String value(String name) {
        return config().getOptionalValue(name, String.class).orElse(null);
    }

    @ParameterizedTest
    @ValueSource(strings = { "a$$b", "a${b", "a${b}c", "${b}", "${", "$", "a\\b", "a\\$b", "a\\\\,b", "${b:c}", "$${b}",
            "a}b#%&=\"' " })
    void aSecretInAVariableIsLiteral(String secret) {
        variables.put("QUARKUS_DATASOURCE_PASSWORD", secret);
        variables.put("QUARKUS_DATASOURCE_USERNAME", secret);
        variables.put("QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_PASSWORD", secret);
        variables.put("B", "other");
        assertEquals(secret, value(PASSWORD));
        assertEquals(secret, value(USER));
        assertEquals(secret, value("quarkus.http.ssl.certificate.key-store-password"));
    }

    @Test
    void aVariableReferencedInAFileIsLiteral() {
        variables.put("DB_PASSWORD", "a$$b${c}");
        file.put(PASSWORD, "${DB_PASSWORD}");
        assertEquals("a$$b${c}", value(PASSWORD));
        file.put(PASSWORD, "${DB_PASSWORD:unset}");
        assertEquals("a$$b${c}", value(PASSWORD));
        variables.clear();
        assertEquals("unset", value(PASSWORD));
    }

    @Test
    void expressionsInAFileAreExpanded() {
        variables.put("NAME", "pbx");
        file.put(USER, "${NAME}-reader");
        file.put(PASSWORD, "a$$b");
        assertEquals("pbx-reader", value(USER));
        assertEquals("a$b", value(PASSWORD));
    }

    @Test
    void traceHeadersAreLiteral() {
        variables.put("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer a$$b${c");
        file.put("pbx.trace.headers", "${otel.exporter.otlp.headers:}");
        assertEquals("authorization=Bearer a$$b${c", value("pbx.trace.headers"));
    }

    @Test
    void urlOptionsBecomeSettings() {
        variables.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:mariadb://db/pbx?user=u&password=a$$b${c&sslMode=trust");
        variables.put("QUARKUS_DATASOURCE_PASSWORD", "another");
        assertEquals("jdbc:mariadb://db/pbx", value(URL));
        assertEquals("u", value(USER));
        assertEquals("a$$b${c", value(PASSWORD));
        String sslMode = "quarkus.datasource.jdbc.additional-jdbc-properties.sslMode";
        assertEquals("trust", value(sslMode));
        assertTrue(StreamSupport.stream(config().getPropertyNames().spliterator(), false).anyMatch(sslMode::equals));
        assertTrue(DatabaseUrlInterceptor.error().isEmpty());
    }

    @Test
    void expressionsInTheAddressAreExpanded() {
        variables.put("DB_HOST", "db.example.com");
        variables.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:mariadb://${DB_HOST}/pbx?sslMode=trust");
        assertEquals("jdbc:mariadb://db.example.com/pbx", value(URL));
    }

    @ParameterizedTest
    @ValueSource(strings = { "mysql://pbx:S3cret@db/pbx", "jdbc:mariadb://pbx:${S3cret@db/pbx",
            "jdbc:mariadb://pbx:${S3cret}@db/pbx" })
    void anInvalidUrlCountsAsMissing(String url) {
        variables.put("QUARKUS_DATASOURCE_JDBC_URL", url);
        assertEquals(null, value(URL));
        assertFalse(DatabaseUrlInterceptor.error().orElseThrow().contains("S3cret"));
    }
}
