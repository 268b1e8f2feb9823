package io.sluice.node.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodeSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSecretTest {
    private static final NodeName NAME = new NodeName("n-1");

    @TempDir
    private Path directory;

    @Test
    void theSameFolderHasTheSameSecretAfterARestart() throws IOException {
        String made = open().value();

        assertThat(open().value()).isEqualTo(made);
        assertThat(NodeSecrets.isWellFormed(made)).isTrue();
    }

    @Test
    void anotherFolderAndAnotherNameHaveAnother() throws IOException {
        String made = open().value();

        assertThat(open(directory.resolve("elsewhere"), NAME).value()).isNotEqualTo(made);
        assertThat(open(directory.resolve("own"), new NodeName("n-2")).value()).isNotEqualTo(made);
    }

    @Test
    void onlyItsOwnerCanReadIt() throws IOException {
        open();

        assertThat(permissions("own")).isEqualTo("rwx------");
        assertThat(permissions("own/n-1.secret")).isEqualTo("rw-------");
        assertThat(permissions("own/n-1.lock")).isEqualTo("rw-------");
    }

    /** As when a volume is given to a pod's group at its mount. */
    @Test
    void whatOthersCouldReadIsTheOwnersAgain() throws IOException {
        String made = open().value();
        Files.setPosixFilePermissions(
                directory.resolve("own/n-1.secret"), PosixFilePermissions.fromString("rw-rw----"));

        assertThat(open().value()).isEqualTo(made);
        assertThat(permissions("own/n-1.secret")).isEqualTo("rw-------");
    }

    @Test
    void whatADeadProcessWasWritingIsNoSecret() throws IOException {
        Files.createDirectories(directory.resolve("own"));
        Files.writeString(directory.resolve("own/n-1.secret.new"), "half");

        assertThat(NodeSecrets.isWellFormed(open().value())).isTrue();
        assertThat(directory.resolve("own/n-1.secret.new")).doesNotExist();
    }

    @Test
    void whatIsNoSecretIsNamedWithTheRemedy() throws IOException {
        Files.createDirectories(directory.resolve("own"));
        Files.writeString(directory.resolve("own/n-1.secret"), "");

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("remove it");
    }

    @Test
    void noTwoProcessesHaveItAtOnce() throws IOException {
        NodeSecret first = NodeSecret.open(directory.resolve("own"), NAME);

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("another process");
        first.close();
        open();
    }

    @Test
    void itIsNotInItsText() throws IOException {
        NodeSecret secret = open();

        assertThat(secret.toString()).doesNotContain(secret.value());
    }

    private NodeSecret open() throws IOException {
        return open(directory.resolve("own"), NAME);
    }

    /** As of a process that has ended since. */
    private static NodeSecret open(Path folder, NodeName name) throws IOException {
        NodeSecret secret = NodeSecret.open(folder, name);
        secret.close();
        return secret;
    }

    private String permissions(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file)));
    }
}
