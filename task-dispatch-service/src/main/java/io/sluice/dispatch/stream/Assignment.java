package io.sluice.dispatch.stream;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.StreamFrame;
import java.util.UUID;

/**
 * An assignment that is committed, to be said on a stream.
 *
 * @param stream the one that served the node when it was assigned
 */
public record Assignment(NodeName node, UUID stream, StreamFrame.Assign frame) {}
