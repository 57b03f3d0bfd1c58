package org.pbxopenapi.doctor;

import org.pbxopenapi.database.Finding.Status;

/** Finds names such as {@code MÃ¼ller}: UTF-8 in a column that is declared with another character set, usually latin1. */
final class MisreadNames {

    /** Valid UTF-8 in hexadecimal digits, with at least one character that is not ASCII. */
    private static final String UTF_8 = "^(?:[0-7].)*(?:(?:C[2-9A-F]|D.|E.[89AB].|F[0-4][89AB].[89AB].)[89AB].(?:[0-7].)*)+$";

    /** Reports names only if most of those with non-ASCII characters match, because a single one may be correct. */
    private static final String QUERY = """
            select id as first, id as ids from
              (select id, misread, sum(misread) over () as all_misread, count(*) over () as not_ascii from
                (select coalesce(id, 0) as id, coalesce(case
                    when charset(name) rlike '^(utf|ucs)' then hex(convert(name using latin1))
                    when charset(name) not rlike '^(gb|big5|sjis|cp932|ujis|euc)' then hex(name) end rlike '%s', 0) as misread
                  from %s where length(convert(name using utf8mb4)) > char_length(name)) names) counted
            where misread and all_misread > not_ascii / 2""";

    private MisreadNames() {
    }

    /** @param relation the relation to check; its plural is the check's name */
    static DataCheck of(String relation) {
        return new DataCheck(relation + "s", Status.WARNING, QUERY.formatted(UTF_8, relation),
                relation + "s with a name like MÃ¼ller, which is UTF-8 read as another character set",
                "create the view with CONVERT(CAST(… AS BINARY) USING utf8mb4), as in docs/existing-pbx.md.");
    }
}
