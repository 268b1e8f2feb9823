package io.sluice.cli;

import picocli.CommandLine.Command;

/** The cluster as a whole. */
@Command(name = "cluster", description = "Shows the cluster as a whole.", mixinStandardHelpOptions = true)
final class ClusterCommand implements Runnable {
    @Override
    public void run() {}
}
