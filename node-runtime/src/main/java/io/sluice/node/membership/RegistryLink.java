package io.sluice.node.membership;

import io.sluice.contracts.node.Goodbye;
import io.sluice.contracts.node.Heartbeat;
import io.sluice.contracts.node.HeartbeatReply;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RegisterReply;
import io.sluice.contracts.node.RegisterRequest;
import io.sluice.contracts.path.NodePaths;
import io.sluice.node.link.Answer;
import io.sluice.node.link.ServiceLink;
import java.time.Duration;

/** What a node says to the registry. */
final class RegistryLink {
    private final ServiceLink link;
    private final Duration timeout;

    /**
     * @param timeout of each call; below the heartbeat interval
     */
    RegistryLink(ServiceLink link, Duration timeout) {
        this.link = link;
        this.timeout = timeout;
    }

    Answer<RegisterReply> register(RegisterRequest request) throws InterruptedException {
        return link.post(NodePaths.REGISTRY + "/" + NodePaths.REGISTER, request, RegisterReply.class, timeout);
    }

    Answer<HeartbeatReply> heartbeat(NodeName name, Heartbeat heartbeat) throws InterruptedException {
        return link.post(path(name, NodePaths.HEARTBEAT), heartbeat, HeartbeatReply.class, timeout);
    }

    Answer<Boolean> goodbye(NodeName name, Goodbye goodbye) throws InterruptedException {
        return link.tell(path(name, NodePaths.GOODBYE), goodbye, timeout);
    }

    private static String path(NodeName name, String what) {
        return NodePaths.REGISTRY + "/" + NodePaths.NODES + "/" + name + "/" + what;
    }
}
