package io.sluice.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path parent;

    @Test
    void itAndItsTokensAreForTheirOwnerAlone() throws Exception {
        try (DataFolder folder = DataFolder.open(parent.resolve("data"))) {
            folder.makeTokens();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("join-token"))))
                    .isEqualTo("rw-------");
            assertThat(folder.secret("token"))
                    .hasSizeGreaterThan(40)
                    .isNotEqualTo(folder.secret("join-token"))
                    .isNotEqualTo(folder.secret("service-token"));
        }
    }

    @Test
    void tokensAndPortsAreThereTheNextTime() {
        String token;
        try (DataFolder folder = DataFolder.open(parent.resolve("data"))) {
            token = folder.secret("token");
            folder.rememberPorts(Map.of("kafka", 41_000));
            folder.rememberPorts(Map.of("agent-1", 41_001));
        }
        try (DataFolder folder = DataFolder.open(parent.resolve("data"))) {
            assertThat(folder.secret("token")).isEqualTo(token);
            assertThat(folder.rememberedPorts()).isEqualTo(Map.of("kafka", 41_000, "agent-1", 41_001));
        }
    }

    @Test
    void aSecondSuiteIsRefused() {
        try (DataFolder folder = DataFolder.open(parent.resolve("data"))) {
            assertThatThrownBy(() -> DataFolder.open(folder.path()))
                    .isInstanceOf(SuiteFailure.class)
                    .hasMessageContaining("in use by another suite");
        }
    }

    @Test
    void emptyingLeavesWhatIsNotOurs() throws Exception {
        try (DataFolder folder = DataFolder.open(parent.resolve("data"))) {
            folder.makeTokens();
            Files.createDirectories(folder.resolve("kafka/topic-0"));
            Files.writeString(folder.resolve("letter.txt"), "mine");
            folder.empty();
            assertThat(folder.resolve("token")).doesNotExist();
            assertThat(folder.resolve("kafka")).doesNotExist();
            assertThat(folder.resolve("letter.txt")).exists();
        }
    }

    @Test
    void unreadablePortsAreForgotten() throws Exception {
        try (DataFolder folder = DataFolder.open(parent.resolve("data"))) {
            Files.writeString(folder.resolve("ports.properties"), "kafka=many\n");
            assertThat(folder.rememberedPorts()).isEmpty();
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.createFile(parent.resolve("file"));
        assertThatThrownBy(() -> DataFolder.open(file.resolve("data")))
                .isInstanceOf(SuiteFailure.class)
                .hasMessageContaining(file.resolve("data").toString());
    }
}
