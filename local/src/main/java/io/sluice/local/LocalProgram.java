package io.sluice.local;

import io.sluice.cli.SluiceCommand;
import io.sluice.local.suite.HoldCommands;
import io.sluice.local.suite.PsCommand;
import io.sluice.local.suite.UpCommand;

/** {@code ./sluice}. */
public final class LocalProgram {
    private LocalProgram() {}

    /** The whole program. */
    public static void main(String[] args) {
        System.exit(SluiceCommand.commandLine(
                        new UpCommand(), new PsCommand(), new HoldCommands.Stop(), new HoldCommands.Start())
                .execute(args));
    }
}
