package org.pbxopenapi.database;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

import jakarta.annotation.Priority;

import org.pbxopenapi.database.DatabaseUrl.InvalidUrlException;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;

/**
 * Configuration interceptor that moves the options of the database URL into separate settings, because the pool, the driver,
 * Hibernate and Flyway log URLs. An invalid URL counts as missing.
 */
@Priority(Priorities.APPLICATION + 100)
public class DatabaseUrlInterceptor implements ConfigSourceInterceptor {

    private static final String DATASOURCE = "quarkus.datasource.";
    private static final String URL = DATASOURCE + "jdbc.url";
    private static final String PROPERTY = DATASOURCE + "jdbc.additional-jdbc-properties.";
    private static final Map<String, String> LOGIN = Map.of("user", DATASOURCE + "username", "password",
            DATASOURCE + "password");

    /** The result for the last text, because settings are read many times. */
    private record Parsed(String text, DatabaseUrl url, String error) {
    }

    private static volatile Parsed last = new Parsed("", null, null);

    /** Why the URL is invalid; empty: it is valid or missing. */
    public static Optional<String> error() {
        return Optional.ofNullable(last.error);
    }

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        if (name.equals(URL)) {
            ConfigValue given = SecretInterceptor.raw(context, URL);
            return read(context).map(url -> given.withValue(url.address())).orElse(null);
        }
        if (name.startsWith(PROPERTY) || LOGIN.containsValue(name)) {
            return option(context, name).orElseGet(() -> context.proceed(name));
        }
        return context.proceed(name);
    }

    private static Optional<ConfigValue> option(ConfigSourceInterceptorContext context, String name) {
        return read(context).flatMap(url -> url.options().entrySet().stream()
                .filter(option -> setting(option.getKey()).equals(name)).findFirst())
                .map(option -> SecretInterceptor.raw(context, URL).withName(name).withValue(option.getValue()));
    }

    private static String setting(String option) {
        return LOGIN.entrySet().stream().filter(login -> login.getKey().equalsIgnoreCase(option)).findFirst()
                .map(Map.Entry::getValue).orElse(PROPERTY + option);
    }

    private static Optional<DatabaseUrl> read(ConfigSourceInterceptorContext context) {
        String text = text(context);
        if (text.isBlank()) {
            return Optional.empty();
        }
        if (!last.text.equals(text)) {
            last = parse(text);
        }
        return Optional.ofNullable(last.url);
    }

    private static Parsed parse(String text) {
        try {
            return new Parsed(text, DatabaseUrl.parse(text), null);
        } catch (InvalidUrlException e) {
            return new Parsed(text, null, e.getMessage());
        }
    }

    /** In an environment variable, only the address may have expressions: options may be secrets, which are literal. */
    private static String text(ConfigSourceInterceptorContext context) {
        ConfigValue given = SecretInterceptor.raw(context, URL);
        if (given == null || given.getValue() == null) {
            return "";
        }
        String raw = given.getValue();
        if (SecretInterceptor.isLiteral(given) && !raw.split("\\?", 2)[0].contains("${")) {
            return raw;
        }
        try {
            ConfigValue expanded = context.proceed(URL);
            return expanded.hasProblems() || expanded.getValue() == null ? raw : expanded.getValue();
        } catch (IllegalArgumentException | NoSuchElementException e) { // its message quotes the URL
            return raw;
        }
    }

    @Override
    public Iterator<String> iterateNames(ConfigSourceInterceptorContext context) {
        Set<String> names = new LinkedHashSet<>();
        context.iterateNames().forEachRemaining(names::add);
        read(context).ifPresent(url -> url.options().keySet().forEach(option -> names.add(setting(option))));
        return names.iterator();
    }
}
