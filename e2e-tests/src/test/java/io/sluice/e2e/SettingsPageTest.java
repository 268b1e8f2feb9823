package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of settings says what the sources say. Written anew with {@code -Dsluice.docs.write=true}. */
class SettingsPageTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    @Test
    void thePageIsAsTheSourcesHaveIt() throws IOException {
        Path page = PROJECT.resolve("docs/configuration.md");
        String expected = SettingsPage.of(PROJECT);
        if (Boolean.getBoolean("sluice.docs.write")) {
            Files.writeString(page, expected);
        }

        assertThat(page)
                .as("write it anew: ./mvnw -pl e2e-tests -am test -Dsluice.docs.write=true")
                .hasContent(expected);
    }

    @Test
    void everySettingOfTheReadmeIsOne() throws IOException {
        String settings = SettingsPage.of(PROJECT);

        assertThat(Files.readString(PROJECT.resolve("README.md")).lines())
                .filteredOn(line -> line.startsWith("| `sluice."))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(settings).contains(line.split("`")[1]));
    }
}
