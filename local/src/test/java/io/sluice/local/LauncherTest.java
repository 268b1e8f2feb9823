package io.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script before any Java runs, in a project folder of its own that has nothing else. */
class LauncherTest {
    @TempDir
    Path folder;

    @Test
    void aJavaThatIsTooOldIsNamed() throws Exception {
        Result result = launch(home("1.8.0_452"));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).hasLineCount(1).contains("is Java 1.8.0").contains("JDK 17 or newer");
    }

    @Test
    void aHomeWithoutJavaIsNamed() throws Exception {
        Result result = launch(folder.resolve("nowhere"));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).hasLineCount(1).contains("nowhere").contains("JDK 17 or newer");
    }

    @Test
    void aRuntimeWithoutCompilerCannotBuild() throws Exception {
        Result result = launch(home("17.0.15"));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).hasLineCount(1).contains("javac").contains("JDK 17 or newer");
    }

    @Test
    void theReleaseFileIsBelievedBeforeTheProgramIsAsked() throws Exception {
        Path home = home("17.0.15");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");
        assertThat(launch(home).output()).contains("is Java 11.0.2");
    }

    /** A Java home whose program only tells its version. */
    private Path home(String version) throws IOException {
        Path home = folder.resolve("java-" + version);
        Path program = home.resolve("bin/java");
        Files.createDirectories(program.getParent());
        Files.writeString(program, "#!/bin/sh\necho 'openjdk version \"" + version + "\" 2025-04-15' >&2\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }

    private Result launch(Path javaHome) throws Exception {
        Path script = Path.of("").toAbsolutePath().resolveSibling("sluice");
        assumeThat(script).as("the launcher beside this module").exists();
        Path copy = Files.copy(
                script, Files.createDirectories(folder.resolve("project")).resolve("sluice"));
        ProcessBuilder builder = new ProcessBuilder("sh", copy.toString(), "up").redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", javaHome.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private record Result(int exitCode, String output) {}
}
