package org.pbxopenapi.doctor;

import org.pbxopenapi.database.Finding.Status;

/** Names such as {@code MÃ¼ller}: UTF-8 in a column that is said to be of another character set, mostly latin1. */
final class MisreadNames {

    /** Whole characters of UTF-8 as hexadecimal digits, of which one at least is not ASCII. */
    private static final String UTF_8 = "^(?:[0-7].)*(?:(?:C[2-9A-F]|D.|E.[89AB].|F[0-4][89AB].[89AB].)[89AB].(?:[0-7].)*)+$";

    /** Only if most names that are not ASCII are such, since each of them may be meant. */
    private static final String QUERY = """
            select id as first, id as what from
              (select id, misread, sum(misread) over () as all_misread, count(*) over () as not_ascii from
                (select coalesce(id, 0) as id, coalesce(case
                    when charset(name) rlike '^(utf|ucs)' then hex(convert(name using latin1))
                    when charset(name) not rlike '^(gb|big5|sjis|cp932|ujis|euc)' then hex(name) end rlike '%s', 0) as misread
                  from %s where length(convert(name using utf8mb4)) > char_length(name)) names) counted
            where misread and all_misread > not_ascii / 2""";

    private MisreadNames() {
    }

    /** @param relation whose names are looked at, which is the check's name in the singular */
    static DataCheck of(String relation) {
        return new DataCheck(relation + "s", Status.WARNING, QUERY.formatted(UTF_8, relation),
                relation + "s with a name like MÃ¼ller, in UTF-8 that is read as another character set",
                "lay the view with CONVERT(CAST(… AS BINARY) USING utf8mb4), as in docs/existing-pbx.md.");
    }
}
