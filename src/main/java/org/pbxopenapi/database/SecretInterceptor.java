package org.pbxopenapi.database;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.annotation.Priority;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.Expressions;
import io.smallrye.config.Priorities;
import io.smallrye.config.SysPropConfigSource;

/**
 * Configuration interceptor that reads user names and secrets in environment variables and system properties literally:
 * {@code $$}, <code>${</code> and {@code \} have no special meaning. In a properties file they keep it, but the value of a
 * variable that is referenced there as <code>${NAME}</code> is literal, too.
 */
@Priority(Priorities.APPLICATION)
public class SecretInterceptor implements ConfigSourceInterceptor {

    private static final Set<String> TRACE = Set.of("pbx.trace.headers", "pbx.trace.endpoint");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([\\w.-]+)(:[^${}]*)?}");

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        return isSecret(name) ? literal(context, name) : context.proceed(name);
    }

    private static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("quarkus.") && (lower.endsWith("password") || lower.endsWith("username"))
                || TRACE.contains(lower);
    }

    private static ConfigValue literal(ConfigSourceInterceptorContext context, String name) {
        ConfigValue given = raw(context, name);
        if (given == null || given.getValue() == null || isLiteral(given)) {
            return given;
        }
        Matcher reference = REFERENCE.matcher(given.getValue());
        ConfigValue named = reference.matches() ? raw(context, reference.group(1)) : null;
        return named != null && named.getValue() != null && isLiteral(named) ? given.withValue(named.getValue())
                : context.proceed(name);
    }

    /** The value without expansion of expressions. */
    static ConfigValue raw(ConfigSourceInterceptorContext context, String name) {
        return Expressions.withoutExpansion(() -> context.proceed(name));
    }

    static boolean isLiteral(ConfigValue value) {
        String source = String.valueOf(value.getConfigSourceName());
        return source.startsWith(EnvConfigSource.NAME) || source.startsWith(SysPropConfigSource.NAME);
    }
}
