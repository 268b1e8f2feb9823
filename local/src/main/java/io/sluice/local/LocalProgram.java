package io.sluice.local;

import io.sluice.cli.SluiceCommand;
import io.sluice.local.suite.ArchiveCommand;
import io.sluice.local.suite.HoldCommands;
import io.sluice.local.suite.PsCommand;
import io.sluice.local.suite.UpCommand;
import java.util.logging.Level;
import java.util.logging.Logger;

/** {@code ./sluice}. */
public final class LocalProgram {
    /** Kept here: loggers that nobody holds are forgotten, and their levels with them. */
    private static final Logger ROOT = Logger.getLogger("");

    private LocalProgram() {}

    /** The whole program. */
    public static void main(String[] args) {
        // What libraries tell of themselves is nothing to whom types a command.
        ROOT.setLevel(Level.SEVERE);
        System.exit(SluiceCommand.commandLine(
                        new UpCommand(),
                        new PsCommand(),
                        new HoldCommands.Stop(),
                        new HoldCommands.Start(),
                        new ArchiveCommand())
                .execute(args));
    }
}
