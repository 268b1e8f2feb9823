package io.sluice.node.membership;

/** Hears of changes of this process's own node. */
@FunctionalInterface
public interface NodeListener {
    /**
     * Something has changed. Calls come one at a time and in order, on the thread that brought the change, so that a
     * listener must neither block nor take long. What it throws is logged and changes nothing.
     */
    void changed(NodeSnapshot before, NodeSnapshot after);
}
