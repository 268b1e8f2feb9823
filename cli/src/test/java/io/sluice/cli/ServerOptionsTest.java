package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerOptionsTest {
    @TempDir
    private Path directory;

    private final FakeGateway gateway = new FakeGateway().answers(200, "{\"items\":[]}");
    private CalledSluice sluice;

    @BeforeEach
    void inThatDirectory() {
        sluice = new CalledSluice(directory);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void theLocalSuiteIsFoundFromAFolderBelowIt() throws IOException {
        localSuite(directory.resolve(".sluice"));
        Path below = Files.createDirectories(directory.resolve("src/main"));

        assertThat(new CalledSluice(below).call("node", "list").exitCode()).isZero();
        assertThat(authorization()).isEqualTo("Bearer local-token");
    }

    @Test
    void theLocalSuiteIsFoundByItsDataFolder() throws IOException {
        localSuite(directory.resolve("elsewhere"));

        assertThat(sluice.with("SLUICE_DATA", "elsewhere").call("node", "list").exitCode())
                .isZero();
        assertThat(authorization()).isEqualTo("Bearer local-token");
    }

    @Test
    void theServerOfTheEnvironmentIsTakenUnlessOneIsNamed() {
        sluice.with("SLUICE_SERVER", gateway.url() + "/").with("SLUICE_TOKEN", "from-environment");

        assertThat(sluice.call("node", "list").exitCode()).isZero();
        assertThat(authorization()).isEqualTo("Bearer from-environment");
        assertThat(sluice.call("node", "list", "--server", "http://127.0.0.1:1").exitCode())
                .isEqualTo(1);
    }

    @Test
    void theServerAndTokenMayStandBeforeTheCommand() {
        assertThat(sluice.call("--server", gateway.url(), "--token", "t1", "node", "list")
                        .exitCode())
                .isZero();
        assertThat(authorization()).isEqualTo("Bearer t1");
    }

    @Test
    void theNearestTokenCountsHoweverItIsGiven() throws IOException {
        Path file = Files.writeString(directory.resolve("t"), "from-file\n");

        sluice.call("--token", "outer", "node", "list", "--server", gateway.url(), "--token-file", file.toString());

        assertThat(authorization()).isEqualTo("Bearer from-file");
    }

    @Test
    void theLocalSuitesTokenNeverLeavesThisMachine() throws IOException {
        localSuite(directory.resolve(".sluice"));
        ServerOptions options = new ServerOptions();
        Environment elsewhere = new Environment(
                Map.of("SLUICE_SERVER", "http://192.0.2.1:8080"), directory, Clock.systemUTC(), length -> {});

        assertThat(options.token(elsewhere)).isEmpty();
    }

    @Test
    void aTokenThatIsNoTokenIsRefusedAndNotRepeated() {
        CalledSluice.Result result = sluice.call("node", "list", "--server", gateway.url(), "--token", "se cret\n");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("token").doesNotContain("cret");
        assertThat(gateway.asked()).isEmpty();
    }

    @Test
    void aTokenFileThatIsMissingIsNamed() {
        CalledSluice.Result result = sluice.call("node", "list", "--server", gateway.url(), "--token-file", "gone");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("gone");
    }

    private String authorization() {
        return String.valueOf(gateway.asked().get(gateway.asked().size() - 1).authorization());
    }

    private void localSuite(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("suite.json"), "{\"gateways\":[\"" + gateway.url() + "\"]}");
        Files.writeString(folder.resolve("token"), "local-token\n");
    }
}
