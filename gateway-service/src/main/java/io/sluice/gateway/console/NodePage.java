package io.sluice.gateway.console;

import java.util.List;

/**
 * A node with what happens on it.
 *
 * @param drain how far its drain has come
 * @param recent its newest tasks, live ones included
 * @param history what happened to it, newest first
 */
record NodePage(DrainProgress drain, List<TaskRow> recent, List<HistoryRow> history) {
    public NodeRow node() {
        return drain.node();
    }
}
