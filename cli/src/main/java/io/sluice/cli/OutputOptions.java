package io.sluice.cli;

import picocli.CommandLine.Option;

/** How an answer is printed. */
final class OutputOptions {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text for people, json for scripts: the gateway's own answer. Default: text.")
    private Format format = Format.TEXT;

    /** For whom. */
    enum Format {
        /** For people; its form may change. */
        TEXT,
        /** For scripts; as stable as the API. */
        JSON
    }

    boolean isJson() {
        return format == Format.JSON;
    }
}
