package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name is there, and what an operator can see is in the documents. */
class DocumentationTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
    private static final List<Path> FILES = files();
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]+");
    private static final Pattern PACKAGE = Pattern.compile("[a-z]+(?:\\.[a-z]+)+");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9.-]+(?:/[A-Za-z0-9_.-]+)+");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final Pattern METRIC =
            Pattern.compile("(?:builder|counter|gauge|timer|summary)\\(\\s*\"(sluice\\.[a-z.]+)\"");

    @Test
    void whatTheWayFinderNamesExists() throws IOException {
        List<String> rows = Files.readString(PROJECT.resolve("docs/architecture.md"))
                .lines()
                .dropWhile(line -> !line.startsWith("### Where is it?"))
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| "))
                .toList();

        assertThat(rows).hasSizeGreaterThan(15);
        assertThat(rows.stream().flatMap(DocumentationTest::named).filter(name -> !exists(name)))
                .isEmpty();
    }

    @Test
    void everyMetricIsInTheHandbook() throws IOException {
        String handbook = Files.readString(PROJECT.resolve("docs/operations.md"));
        List<String> metrics = sources()
                .flatMap(source -> found(METRIC, read(source)))
                .distinct()
                .toList();

        assertThat(metrics).hasSizeGreaterThan(20);
        assertThat(metrics)
                .filteredOn(metric -> !handbook.contains(metric.replace('.', '_')))
                .isEmpty();
    }

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            found(LINK, Files.readString(page))
                    .filter(to -> !Files.exists(page.resolveSibling(to)))
                    .forEach(to -> broken.add(PROJECT.relativize(page) + " -> " + to));
        }

        assertThat(broken).isEmpty();
    }

    /** The names in a row's code marks that are types, packages or files; what is none of these says itself what it is. */
    private static Stream<String> named(String row) {
        return found(CODE, row)
                .filter(name -> TYPE.matcher(name).matches()
                        || PACKAGE.matcher(name).matches()
                        || FILE.matcher(name).matches());
    }

    private static boolean exists(String name) {
        if (FILE.matcher(name).matches()) {
            return Files.exists(PROJECT.resolve(name))
                    || sources().anyMatch(source -> source.getParent().endsWith(name) || isResource(source, name));
        }
        return TYPE.matcher(name).matches()
                ? FILES.stream().anyMatch(source -> source.endsWith(name + ".java"))
                : sources().anyMatch(source -> source.getParent().endsWith(name.replace('.', '/')));
    }

    private static boolean isResource(Path source, String name) {
        Path module = PROJECT.resolve(PROJECT.relativize(source).getName(0));
        return Files.exists(module.resolve("src/main/resources").resolve(name));
    }

    private static Stream<String> found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().map((MatchResult match) -> match.group(1));
    }

    /** All Java sources of the product, no tests. */
    private static Stream<Path> sources() {
        return FILES.stream()
                .filter(path -> path.toString().endsWith(".java"))
                .filter(path -> path.toString().contains("/src/main/"));
    }

    private static List<Path> pages() {
        return FILES.stream().filter(path -> path.toString().endsWith(".md")).toList();
    }

    private static List<Path> files() {
        try (Stream<Path> all = Files.walk(PROJECT)) {
            return all.filter(path -> !path.toString().contains("/target/"))
                    .filter(path -> !path.toString().contains("/."))
                    .filter(Files::isRegularFile)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
