package io.sluice.gateway.console;

import java.util.List;

/**
 * What became of many tasks.
 *
 * @param done with how many it was done
 * @param refused why it was not done with the others, each once
 */
record BulkResult(long done, List<String> refused) {}
