package org.pbxopenapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;

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
    void whatIsToBeReadMayBeRead(String line) {
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
    void whatIsMoreIsNamed(String line, String excess) {
        assertEquals(List.of(excess), excess(line));
    }

    @Test
    void aWholeDatabaseIsToldFromATable() {
        assertEquals(true, Grants.of(List.of("GRANT SELECT ON `p`.* TO `r`@`%`")).mayReadAllOf("p"));
        assertEquals(false, Grants.of(List.of("GRANT SELECT ON `p`.`t` TO `r`@`%`")).mayReadAllOf("p"));
    }
}
