package io.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** docs/configuration.md, made from the interfaces that declare the settings: each method a sentence, a unit, a default. */
final class SettingsPage {
    private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"");
    private static final Pattern DEFAULT = Pattern.compile("@WithDefault\\(\"([^\"]*)\"\\)");
    private static final Pattern INTERFACE = Pattern.compile("interface (\\w+)");
    private static final Pattern METHOD = Pattern.compile("^([\\w.<>, ]+?) (\\w+)\\(\\);$");
    private static final Pattern TAG = Pattern.compile("\\{@(?:code|link) #?([^}]*)}");

    private static final String HEAD = """
            # Settings

            Every setting of Sluice's own, made from the sources (`SettingsPageTest` holds this page to them). Give one as a Java
            system property (`-Dsluice.node.task-cap=8`), as an environment variable (`SLUICE_NODE_TASK_CAP=8`) or in
            `config/application.properties` beside the service. Lengths of time are written as `500ms`, `20s`, `10m` or `24h`,
            sizes as `16M`. A set of them that is unsafe together is refused at start, in one line that names each.

            Addresses of database and broker are Quarkus's: `quarkus.datasource.reactive.url`, `quarkus.datasource.jdbc.url`,
            `quarkus.datasource.username`, `quarkus.datasource.password`, `kafka.bootstrap.servers`, or `SLUICE_DB_HOST`,
            `SLUICE_DB_PORT`, `SLUICE_DB_NAME`, `SLUICE_DB_USER`, `SLUICE_DB_PASSWORD` and `SLUICE_KAFKA`. The port is
            `SLUICE_HTTP_PORT`.

            All Kafka clients take Kafka's own settings under `kafka.`, such as `kafka.security.protocol`,
            `kafka.sasl.mechanism`, `kafka.sasl.jaas.config`, `kafka.ssl.truststore.location`. TLS to a database is said twice,
            for the client that works (`quarkus.datasource.reactive.postgresql.ssl-mode`,
            `quarkus.datasource.reactive.trust-certificate-pem`) and for the one that makes tables at start
            (`quarkus.datasource.jdbc.additional-jdbc-properties.sslmode`, `.sslrootcert`).

            Who may call which address is Quarkus's too: `quarkus.http.auth.permission.*` and `quarkus.http.auth.policy.*`, with the
            roles `client`, `node` and `service` and the mechanisms `client-token`, `session`, `node` and `service-token`. The longest
            path decides, and what none names is for clients. So an address is opened to everybody by
            `quarkus.http.auth.permission.mine.paths=/q/metrics` and `quarkus.http.auth.permission.mine.policy=permit`.
            """;

    private static final Map<String, String> READERS = Map.of(
            "gateway-service", "gateway-service",
            "node-registry-service", "node-registry-service",
            "node-runtime", "node-agent, gateway-service",
            "service-runtime", "all services",
            "task-dispatch-service", "task-dispatch-service");

    private SettingsPage() {}

    /** A setting and what its declaration says of it. */
    private record Setting(String module, String name, String standard, String meaning) {}

    /** The page as the sources of this project have it. */
    static String of(Path project) {
        StringBuilder page = new StringBuilder(HEAD);
        Map<String, List<Setting>> byModule = new TreeMap<>();
        for (Path source : sources(project)) {
            String module = project.relativize(source).getName(0).toString();
            byModule.computeIfAbsent(module, first -> new ArrayList<>()).addAll(settings(module, read(source)));
        }
        byModule.forEach((module, settings) -> {
            page.append("\n## ").append(READERS.getOrDefault(module, module)).append('\n');
            page.append("| setting | default | meaning |\n| --- | --- | --- |\n");
            settings.stream()
                    .sorted(Comparator.comparing(Setting::name))
                    .forEach(setting -> page.append(String.format(
                            "| `%s` | %s | %s |%n", setting.name(), setting.standard(), setting.meaning())));
        });
        return page.toString();
    }

    private static List<Setting> settings(String module, String source) {
        Matcher prefix = PREFIX.matcher(source);
        if (!prefix.find()) {
            return List.of();
        }
        List<Setting> settings = new ArrayList<>();
        Deque<String> path = new ArrayDeque<>();
        StringBuilder comment = new StringBuilder();
        String standard = "";
        for (String raw : source.substring(prefix.end()).lines().toList()) {
            String line = raw.strip();
            if (line.startsWith("/**")) {
                comment.setLength(0);
            }
            if (line.startsWith("/**") || line.startsWith("*")) {
                comment.append(' ')
                        .append(line.replaceAll("^/?\\*+/?|\\*/$", "").strip());
                continue;
            }
            Matcher given = DEFAULT.matcher(line);
            if (given.find()) {
                standard = given.group(1).isEmpty() ? "" : "`" + given.group(1) + "`";
            }
            Matcher nested = INTERFACE.matcher(line);
            Matcher method = METHOD.matcher(line);
            if (nested.find()) {
                path.addLast(path.isEmpty() ? prefix.group(1) : path.getLast() + "." + dashed(nested.group(1)));
            } else if (method.matches() && !method.group(1).matches("[A-Z]\\w*Settings|Audit|Submission")) {
                settings.add(new Setting(
                        module, path.getLast() + "." + dashed(method.group(2)), standard, plain(comment.toString())));
                standard = "";
            } else if (line.equals("}") && path.size() > 1) {
                path.removeLast();
            }
        }
        return settings;
    }

    private static String plain(String comment) {
        String sentence = TAG.matcher(comment).replaceAll("`$1`").replace("|", "\\|");
        // The default has a column of its own.
        return sentence.replaceAll(" Default \\S.*$", "").strip();
    }

    private static String dashed(String name) {
        return name.replaceAll("(?<=[a-z])([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static List<Path> sources(Path project) {
        try (Stream<Path> files = Files.find(
                project,
                14,
                (file, attributes) ->
                        file.toString().endsWith("Config.java") && isOfModule(project.relativize(file)))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A module's own source, and no copy of the project that a test made below target. */
    private static boolean isOfModule(Path file) {
        return file.getNameCount() > 4 && file.subpath(1, 4).equals(Path.of("src", "main", "java"));
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
