package io.sluice.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real archives, of a small program. */
class ClassArchiveTest {
    private static final String FROM_ARCHIVE = StandIn.class.getName() + " source: shared objects file";

    @TempDir
    Path project;

    private ClassArchive archive;

    @BeforeEach
    void build() throws IOException {
        StandIn.project(project);
        archive = ClassArchive.of(Role.AGENT, project);
    }

    @Test
    void noProgramIsToldOfAnArchiveThatIsNotThere() {
        assertThat(archive.options(SuiteOptions.Archives.USED)).isEmpty();
    }

    @Test
    void whatAProcessHasLoadedIsTakenFromItsArchiveAtTheNextStart() throws Exception {
        makeArchive();
        assertThat(archive.options(SuiteOptions.Archives.USED)).contains("-XX:SharedArchiveFile=" + archive.file());
        assertThat(failedStart("-Xlog:class+load")).contains(FROM_ARCHIVE);
    }

    @Test
    void anArchiveOfAnEarlierBuildIsPassedOverWithoutAWord() throws Exception {
        makeArchive();
        Files.setLastModifiedTime(jar(), FileTime.fromMillis(0));
        assertThat(failedStart("-Xlog:class+load")).doesNotContain(FROM_ARCHIVE);
        assertThat(failedStart()).isEqualTo("The database is not there.");
    }

    @Test
    void afterAFailureTheFileIsTheEarlierOneAndNothingIsBeside() throws Exception {
        Files.writeString(archive.file(), "earlier");
        assertThatThrownBy(() -> archive.writeOf(Long.MAX_VALUE)).isInstanceOf(SuiteFailure.class);
        assertThat(archive.file()).hasContent("earlier");
        try (var files = Files.list(archive.file().getParent())) {
            assertThat(files).containsExactlyInAnyOrder(archive.file(), jar());
        }
    }

    private Path jar() {
        return Role.AGENT.jar(project).orElseThrow();
    }

    private void makeArchive() throws Exception {
        List<String> command = new ArrayList<>(List.of(ClassArchive.program("java"), "-Dquarkus.http.port=0"));
        command.addAll(archive.options(SuiteOptions.Archives.RECORDED));
        command.addAll(List.of("-Xlog:class+load", "-jar", jar().toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var said = process.inputReader()) {
            // Its class is there once it runs; a process that can't be asked yet answers when it can.
            assertThat(said.lines().anyMatch(line -> line.contains(StandIn.class.getName() + " source:")))
                    .isTrue();
            archive.writeOf(process.pid());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** What the program says that ends at once. */
    private String failedStart(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(ClassArchive.program("java"), "-Dfails=true"));
        command.addAll(archive.options(SuiteOptions.Archives.USED));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", jar().toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var said = process.inputReader()) {
            return String.join("\n", said.lines().toList());
        } finally {
            process.waitFor();
        }
    }
}
