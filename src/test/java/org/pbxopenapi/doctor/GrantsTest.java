package org.pbxopenapi.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantsTest {

    private static List<String> excess(String line) {
        return Grants.of(List.of(line)).excess("my_pbx", Set.of("tenant"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "GRANT USAGE ON *.* TO `r`@`%` IDENTIFIED BY PASSWORD '*5A57'",
            "GRANT SELECT ON `my\\_pbx`.* TO `r`@`%`", "GRANT SELECT, SHOW VIEW ON `my_pbx`.`tenant` TO `r`@`%`",
            "GRANT SELECT (`ex_id`, `ex_name`) ON `asterisk`.`ex_extensions` TO `r`@`%`", "GRANT `role` TO `r`@`%`",
            "GRANT SELECT, INSERT, UPDATE ON `test\\_%`.* TO PUBLIC", "SET DEFAULT ROLE `role` FOR `r`@`%`",
            "GRANT USAGE ON *.* TO `r`@`%` REQUIRE SSL" })
    void neededPrivilegesAreNoExcess(String line) {
        assertEquals(List.of(), excess(line));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "GRANT ALL PRIVILEGES ON *.* TO `r`@`%` IDENTIFIED BY PASSWORD '*5A57' WITH GRANT OPTION | ALL PRIVILEGES, GRANT OPTION on *.*",
            "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON *.* TO `r`@`%` | SELECT, INSERT, UPDATE, DELETE, … on *.*",
            "GRANT SELECT, INSERT, CREATE TEMPORARY TABLES ON `my_pbx`.* TO `r`@`%` | INSERT, CREATE TEMPORARY TABLES on my_pbx.*",
            "GRANT SELECT ON `my_pbx`.`secret` TO `r`@`%` | SELECT on my_pbx.secret",
            "GRANT SELECT ON `asterisk`.* TO `r`@`%` | SELECT on asterisk.*",
            "GRANT SELECT (`a`), UPDATE (`a`, `b`) ON `asterisk`.`x` TO `r`@`%` | UPDATE on asterisk.x",
            "GRANT EXECUTE ON FUNCTION `my_pbx`.`f` TO `r`@`%` | EXECUTE on my_pbx.f",
            "GRANT USAGE ON *.* TO `r`@`%` WITH MAX_QUERIES_PER_HOUR 5 GRANT OPTION | GRANT OPTION on *.*",
            "GRANT PROXY ON ''@'%' TO 'root'@'localhost' WITH GRANT OPTION | PROXY on other users" })
    void furtherPrivilegesAreExcess(String line, String excess) {
        assertEquals(List.of(excess), excess(line));
    }

    @Test
    void aGrantOnATableIsNotOneOnTheDatabase() {
        assertEquals(true, Grants.of(List.of("GRANT SELECT ON `p`.* TO `r`@`%`")).mayReadAllOf("p"));
        assertEquals(false, Grants.of(List.of("GRANT SELECT ON `p`.`t` TO `r`@`%`")).mayReadAllOf("p"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "GRANT ALL PRIVILEGES ON *.* TO \"r\"@\"%\" WITH GRANT OPTION | ALL PRIVILEGES, GRANT OPTION on *.*",
            "GRANT INSERT ON \"my_pbx\".* TO \"r\"@\"%\" | INSERT on my_pbx.*",
            "GRANT SELECT, DELETE ON my_pbx.tenant TO r@`%` | DELETE on my_pbx.tenant",
            "GRANT SELECT (`a)`, `b,c`, `d ON ``e`), DROP ON `as``te\"risk`.`x.y` TO `r`@`%` | DROP on as`te\"risk.x.y",
            "GRANT SELECT, UPDATE (`a`) ON `asterisk`.`x` TO `r`@`%` | SELECT, UPDATE on asterisk.x",
            "GRANT EXECUTE ON PACKAGE BODY `my_pbx`.`p q` TO `r`@`%` | EXECUTE on my_pbx.p q",
            "GRANT SELECT ON `my\\_pbx`.* TO `r`@`%` IDENTIFIED VIA ed25519 USING 'x' OR unix_socket WITH GRANT OPTION | GRANT OPTION on my_pbx.*",
            "GRANT SELECT ON `my\\_%`.* TO `r`@`%` | SELECT on my_%.*",
            "GRANT SELECT, INSERT ON `my_pbx`.* TO PUBLIC | INSERT on my_pbx.*",
            "GRANT `r``ole` TO `r`@`%` WITH ADMIN OPTION | ADMIN OPTION on the role r`ole" })
    void furtherPrivilegesAreExcessHoweverTheyAreQuoted(String line, String excess) {
        assertEquals(List.of(excess), excess(line));
    }

    @Test
    void publicPrivilegesOnTheServicesDatabaseAreExcess() {
        List<String> lines = List.of("GRANT SELECT, DROP ON `test\\_%`.* TO PUBLIC", "GRANT DROP ON \"test\".* TO PUBLIC");
        assertEquals(List.of("SELECT, DROP on test_%.*"), Grants.of(lines).excess("test_pbx", Set.of()));
        assertEquals(List.of("DROP on test.*"), Grants.of(lines).excess("test", Set.of()));
    }

    @Test
    void aGrantOnManyColumnsIsParsed() {
        String columns = IntStream.range(0, 2000).mapToObj(i -> "`a_column_with_a_long_name_of_its_own_" + i + "`")
                .collect(Collectors.joining(", "));
        assertEquals(List.of("INSERT on x.y"), excess("GRANT SELECT (" + columns + "), INSERT ON `x`.`y` TO `r`@`%`"));
    }

    @Test
    void anUnescapedUnderscoreAppliesToFurtherDatabases() {
        List<String> databases = List.of("information_schema", "my_pbx", "my-pbx", "my_pbx2");
        assertEquals(List.of("my-pbx"),
                Grants.of(List.of("GRANT SELECT ON `my_pbx`.* TO `r`@`%`")).alsoGranted("my_pbx", databases));
        assertEquals(List.of(), Grants.of(List.of("GRANT SELECT ON `my\\_pbx`.* TO `r`@`%`")).alsoGranted("my_pbx", databases));
    }

    @Test
    void availableRolesAreNamed() {
        assertEquals(List.of("a", "b c"), Grants.of(List.of("GRANT \"a\" TO \"r\"@\"%\"", "GRANT `b c` TO `r`@`%`")).roles());
    }

    @ParameterizedTest
    @ValueSource(strings = { "DENY SELECT ON `my_pbx`.* TO `r`@`%`", "GRANT SELECT ON 'my_pbx'.* TO 'r'@'%'", "",
            "GRANT SELECT ON `my_pbx` TO `r`@`%`", "GRANT select ON `my_pbx`.* TO `r`@`%`",
            "REVOKE INSERT ON `my_pbx`.* FROM r" })
    void unknownLinesAreCounted(String line) {
        assertEquals(1, Grants.of(List.of(line)).unreadable());
    }

    @Test
    void noLinesOrNullCountAsUnreadable() {
        assertEquals(1, Grants.of(List.of()).unreadable());
        assertEquals(1, Grants.of(Arrays.asList((String) null)).unreadable());
    }
}
