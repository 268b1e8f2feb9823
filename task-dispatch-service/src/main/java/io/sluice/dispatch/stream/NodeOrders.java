package io.sluice.dispatch.stream;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.StreamFrame;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What there is to tell a node, as it is at one moment.
 *
 * @param stream the one that serves it, or null while none does
 * @param epoch of the newest process of the name
 * @param retired whether an operator has retired it
 * @param admission what dispatch lets it do
 * @param assigned attempts that it has not started, oldest first
 * @param stops attempts that it has to end
 */
record NodeOrders(
        @Nullable UUID stream,
        Epoch epoch,
        boolean retired,
        StreamFrame.Admission admission,
        List<AttemptRef> assigned,
        List<StreamFrame.Stop> stops) {}
