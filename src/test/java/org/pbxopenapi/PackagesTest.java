package org.pbxopenapi;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.util.List;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** Checks the dependencies between packages. */
@AnalyzeClasses(packages = "org.pbxopenapi", importOptions = DoNotIncludeTests.class)
class PackagesTest {

    private static final String ROOT = "org.pbxopenapi";

    /** The order in docs/ARCHITECTURE.md: a package uses only the packages before it. */
    private static final List<String> LOWEST_FIRST = List.of("error", "database", "telemetry", "http", "cache", "tenant",
            "apikey", "extension", "openapi", "health", "doctor", "cli.transfer", "cli", "dev");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES = slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PACKAGES_USE_ONLY_THOSE_BELOW = CompositeArchRule.of(LOWEST_FIRST.stream()
            .map(name -> (ArchRule) ArchRuleDefinition.noClasses().that().resideInAPackage(ROOT + "." + name)
                    .should().dependOnClassesThat(isAbove(name)))
            .toList());

    private static DescribedPredicate<JavaClass> isAbove(String name) {
        List<String> lower = LOWEST_FIRST.subList(0, LOWEST_FIRST.indexOf(name) + 1).stream()
                .map(other -> ROOT + "." + other).toList();
        return DescribedPredicate.describe("are in a package above " + name,
                type -> type.getPackageName().startsWith(ROOT) && !lower.contains(type.getPackageName()));
    }
}
