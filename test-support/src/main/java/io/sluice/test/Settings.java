package io.sluice.test;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.PropertyNamesMatcher;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings as a process would have them: the defaults of a mapping, over them the {@code application.properties} of the
 * module under test, over both what a test names. The environment and system properties of the machine change nothing.
 */
public final class Settings {
    private static final int APPLICATION_ORDINAL = 250;
    private static final int TEST_ORDINAL = 500;

    private Settings() {}

    /**
     * Reads a mapping.
     *
     * @param namesAndValues each name in full, as an operator writes it, and its value after it; an empty value is none, and
     *     the last of two values counts. A name that the mapping does not have is refused.
     */
    public static <T> T of(Class<T> mapping, String... namesAndValues) {
        Map<String, String> named = pairs(namesAndValues);
        refuseUnknown(mapping, named);
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .forClassLoader(mapping.getClassLoader())
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                // Defaults of folders begin with it.
                .withDefaultValue("user.home", System.getProperty("user.home"))
                .withSources(new PropertiesConfigSource(named, "named by the test", TEST_ORDINAL))
                .withMapping(mapping)
                // Other mappings may share the prefix in application.properties. What the test names was looked at.
                .withValidateUnknown(false);
        URL application = mapping.getClassLoader().getResource("application.properties");
        if (application != null) {
            builder.withSources(source(application));
        }
        return builder.build().getConfigMapping(mapping);
    }

    private static void refuseUnknown(Class<?> mapping, Map<String, String> named) {
        PropertyNamesMatcher names = ConfigMappings.propertyNamesMatcher(List.of(ConfigClass.configClass(mapping)));
        List<String> unknown = named.keySet().stream()
                .filter(name -> !names.matches(name))
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    mapping.getSimpleName() + " has no setting " + String.join(", ", unknown));
        }
    }

    private static Map<String, String> pairs(String[] namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("There is no value for " + namesAndValues[namesAndValues.length - 1]);
        }
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            pairs.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return pairs;
    }

    private static PropertiesConfigSource source(URL application) {
        try {
            return new PropertiesConfigSource(application, APPLICATION_ORDINAL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
