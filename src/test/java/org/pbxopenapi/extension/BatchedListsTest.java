package org.pbxopenapi.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pbxopenapi.TestDatabase.sql;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.cache.AlwaysAskTest;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Lists of tenants of very different sizes that are requested at the same time, and so read in batches. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(AlwaysAskTest.Zero.class)
class BatchedListsTest {

    /** Extensions of the tenants from 5000 on: around the row limits of a list in a batch and of a batch. */
    private static final List<Integer> SIZES = List.of(0, 1, 999, 1000, 1001, 3999, 4000, 4001, 9000);
    private static final int FIRST = 5000;

    @BeforeAll
    static void createTenants() {
        for (int i = 0; i < SIZES.size(); i++) {
            int id = FIRST + i;
            sql("bulk", "INSERT INTO tenant VALUES (" + id + ", 'T" + id + "', 'Tenant " + id + "')");
            sql("bulk", "INSERT INTO api_key (tenant_id, key_hash, scope) VALUES (" + id + ", UNHEX(SHA2('key-" + id
                    + "', 256)), 'full')");
            sql("bulk",
                    "INSERT INTO extension (tenant_id, number, name, tech) SELECT " + id + ", seq, CONCAT('Größe ', seq), 'SIP'"
                            + " FROM seq_1_to_10000 WHERE seq <= " + SIZES.get(i));
        }
    }

    @AfterAll
    static void deleteTenants() {
        sql("bulk", "DELETE FROM extension WHERE tenant_id >= " + FIRST);
        sql("bulk", "DELETE FROM api_key WHERE tenant_id >= " + FIRST);
        sql("bulk", "DELETE FROM tenant WHERE id >= " + FIRST);
    }

    /** Keeps the buffers that lists are encoded into. */
    private static final class Buffers extends JsonFactory {

        private final List<ByteArrayOutputStream> all = new ArrayList<>();

        @Override
        public JsonGenerator createGenerator(OutputStream out, JsonEncoding encoding) throws IOException {
            all.add((ByteArrayOutputStream) out);
            return super.createGenerator(out, encoding);
        }
    }

    /** The rows of a batch may be few, and yet too large for the memory. */
    @Test
    void aBatchOfLongNamesTakesNoMoreMemoryThanOneList() {
        for (int id : List.of(FIRST + 100, FIRST + 101)) {
            sql("bulk", "INSERT INTO tenant VALUES (" + id + ", 'T" + id + "', 'Tenant " + id + "')");
            sql("bulk", "INSERT INTO extension (tenant_id, number, name, tech) SELECT " + id
                    + ", seq, REPEAT('😀', 255), 'SIP' FROM seq_1_to_1000");
        }
        int maxBytes = 64 << 10;
        Buffers buffers = new Buffers();
        Map<ListQuery, Optional<EncodedList>> before = new HashMap<>();
        for (int id : List.of(20, FIRST + 100, FIRST + 101)) {
            before.put(new ListQuery((long) id, null, null, null, null, 0), null);
        }
        Map<ListQuery, Optional<EncodedList>> lists = QuarkusTransaction.requiringNew()
                .call(() -> new ListLoader(buffers, maxBytes).read(before));
        assertEquals(List.of(20L), lists.keySet().stream().map(ListQuery::tenantId).toList());
        assertEquals(50, lists.values().iterator().next().orElseThrow().plain.rows());
        int held = buffers.all.stream().mapToInt(ByteArrayOutputStream::size).sum();
        assertTrue(held < 2 * maxBytes, held + " bytes");
    }

    private static Answer get(int tenant) {
        return RawHttp.get("/openapi.php/extensions?tenant=T" + tenant + "&key=key-" + tenant);
    }

    @Test
    void aListReadInABatchIsTheSameAsAlone() {
        List<Integer> tenants = IntStream.concat(IntStream.range(FIRST, FIRST + SIZES.size()), IntStream.range(20, 60)).boxed()
                .toList();
        Map<Integer, String> alone = new HashMap<>();
        tenants.forEach(tenant -> alone.put(tenant, get(tenant).body()));
        for (int i = 0; i < SIZES.size(); i++) {
            assertEquals(SIZES.get(i), alone.get(FIRST + i).split("\"id\"").length - 1);
        }
        List<String> queries = TestDatabase.queries(() -> new Random(1).ints(1000, 0, tenants.size()).parallel().forEach(i -> {
            Answer answer = get(tenants.get(i));
            assertEquals(200, answer.status());
            assertEquals(alone.get(tenants.get(i)), answer.body());
        }));
        assertTrue(queries.stream().anyMatch(query -> query.matches("(?s).*tenant_id in \\('\\d+', ?'\\d+'.*")),
                "some queries read several tenants");
    }
}
