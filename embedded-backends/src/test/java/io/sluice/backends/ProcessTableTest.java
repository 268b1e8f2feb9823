package io.sluice.backends;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ProcessTableTest {
    @TempDir
    private Path folder;

    @Test
    void aProcessIsFoundByItsVariableAndByItsFolderUntilItEnds() throws Exception {
        String value = UUID.randomUUID().toString();
        ProcessBuilder builder = new ProcessBuilder("sleep", "60").directory(folder.toFile());
        builder.environment().put("_SLUICE_FOUND_BY", value);
        Process process = builder.start();
        try {
            assertThat(ProcessTable.withVariable("_SLUICE_FOUND_BY", value)).containsExactly(process.toHandle());
            assertThat(ProcessTable.withVariable("_SLUICE_FOUND_BY", value.substring(1)))
                    .isEmpty();
            assertThat(workingInFolder()).containsExactly(process.toHandle());
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(ProcessTable.withVariable("_SLUICE_FOUND_BY", value)).isEmpty();
        assertThat(workingInFolder()).isEmpty();
    }

    private Iterable<ProcessHandle> workingInFolder() throws IOException {
        return ProcessTable.workingIn(folder);
    }
}
