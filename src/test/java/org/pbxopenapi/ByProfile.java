package org.pbxopenapi;

import static java.util.Comparator.comparing;

import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

/**
 * Orders integration tests by test profile, so that the packaged service starts once for each profile. Quarkus orders only
 * unit tests this way. Tests that start their own processes run last.
 */
public class ByProfile implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(comparing((ClassDescriptor test) -> !test.isAnnotated(QuarkusIntegrationTest.class))
                        .thenComparing(test -> profile(test.getTestClass()))
                        .thenComparing(test -> test.getTestClass().getName()));
    }

    private static String profile(Class<?> test) {
        if (test == null) {
            return "";
        }
        TestProfile profile = test.getDeclaredAnnotation(TestProfile.class);
        return profile == null ? profile(test.getSuperclass()) : profile.value().getName();
    }
}
