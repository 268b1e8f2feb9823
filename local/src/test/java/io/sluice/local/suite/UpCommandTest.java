package io.sluice.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class UpCommandTest {
    @Test
    void withoutOptionsItIsTheDefaults() {
        SuiteOptions options = parse();
        assertThat(options.names()).hasSize(8);
        assertThat(options.gatewayPort()).isEqualTo(8080);
        assertThat(options.taskCap()).isEqualTo(5);
        assertThat(options.start()).isEqualTo(SuiteOptions.Start.CONTINUE);
    }

    @Test
    void everyOptionArrives() {
        SuiteOptions options = parse(
                "--agents",
                "3",
                "--gateways",
                "1",
                "--registries",
                "2",
                "--dispatchers",
                "2",
                "--task-cap",
                "7",
                "--port",
                "9000",
                "--data",
                "/somewhere",
                "--fresh");
        assertThat(options.names())
                .containsExactly(
                        "postgres",
                        "kafka",
                        "registry-1",
                        "registry-2",
                        "dispatch-1",
                        "dispatch-2",
                        "gateway-1",
                        "agent-1",
                        "agent-2",
                        "agent-3");
        assertThat(options.taskCap()).isEqualTo(7);
        assertThat(options.gatewayPort()).isEqualTo(9000);
        assertThat(options.data()).isEqualTo(Path.of("/somewhere"));
        assertThat(options.start()).isEqualTo(SuiteOptions.Start.FRESH);
    }

    @Test
    void aWrongNumberIsAUsageError() {
        assertThatThrownBy(() -> parse("--gateways", "0"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("gateway");
    }

    private static SuiteOptions parse(String... arguments) {
        UpCommand command = new UpCommand();
        new CommandLine(command).parseArgs(arguments);
        return command.options();
    }
}
