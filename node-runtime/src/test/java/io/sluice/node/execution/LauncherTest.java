package io.sluice.node.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherTest {
    private static final Path HERE = Path.of(".");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cannot run program \"/bin/sh\": error=7, Argument list too long",
                "Cannot run program \"/bin/sh\": Exec failed, error: 7 (Argument list too long) "
            })
    void tooLongArgumentsAreTheTasksFaultWhateverTheJdkCallsThem(String message) {
        assertThat(Launcher.notEvenLaunched("tool", HERE, true, new IOException(message)))
                .isInstanceOf(Start.TaskFault.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cannot run program \"/bin/sh\": error=11, Resource temporarily unavailable",
                "Cannot run program \"/bin/sh\": Exec failed, error: 11 (Resource temporarily unavailable) "
            })
    void aForkThatFailsIsTheNodesFault(String message) {
        assertThat(Launcher.notEvenLaunched("tool", HERE, true, new IOException(message)))
                .isInstanceOf(Start.NodeFault.class);
    }

    @Test
    void aProgramThatIsNotThereIsTheTasksFaultWhereItIsLaunchedItself() {
        IOException missing = new IOException("Cannot run program \"tool\": error=2, No such file or directory");

        assertThat(Launcher.notEvenLaunched("tool", HERE, false, missing)).isInstanceOf(Start.TaskFault.class);
        assertThat(Launcher.notEvenLaunched("tool", HERE, true, missing)).isInstanceOf(Start.NodeFault.class);
    }
}
