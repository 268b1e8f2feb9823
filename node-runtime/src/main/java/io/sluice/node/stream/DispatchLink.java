package io.sluice.node.stream;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.path.NodePaths;
import io.sluice.contracts.stream.Detach;
import io.sluice.contracts.stream.Renewal;
import io.sluice.contracts.stream.RenewalReply;
import io.sluice.contracts.stream.ReportBatch;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.node.link.Answer;
import io.sluice.node.link.LineStream;
import io.sluice.node.link.NodeCredentials;
import io.sluice.node.link.ServiceLink;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** What a node says to task dispatch. The stream, renewals and reports have a client each: none waits for another. */
public final class DispatchLink {
    private static final Duration ATTACH_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration DETACH_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REPORT_TIMEOUT = Duration.ofSeconds(30);

    private final String path;
    private final ServiceLink streams;
    private final ServiceLink renewals;
    private final ServiceLink reports;
    private final Duration renewalTimeout;

    /**
     * @param renewalTimeout of each renewal; below the heartbeat interval
     */
    public DispatchLink(NodeName name, List<URI> addresses, NodeCredentials credentials, Duration renewalTimeout) {
        this.path = NodePaths.DISPATCH + "/" + NodePaths.NODES + "/" + name;
        this.streams = new ServiceLink("stream", addresses, credentials);
        this.renewals = new ServiceLink("renewal", addresses, credentials);
        this.reports = new ServiceLink("report", addresses, credentials);
        this.renewalTimeout = renewalTimeout;
    }

    Answer<LineStream> attach(Epoch epoch) throws InterruptedException {
        return streams.open(path + "/" + NodePaths.STREAM + "?epoch=" + epoch, ATTACH_TIMEOUT);
    }

    /** The replica at the other end of the stream is no good any more. */
    void leaveReplica() {
        streams.leaveAddress();
    }

    Answer<RenewalReply> renew(Renewal renewal) throws InterruptedException {
        return renewals.post(path + "/" + NodePaths.RENEWALS, renewal, RenewalReply.class, renewalTimeout);
    }

    Answer<ReportReply> report(ReportBatch batch) throws InterruptedException {
        return reports.post(path + "/" + NodePaths.REPORTS, batch, ReportReply.class, REPORT_TIMEOUT);
    }

    /** From the answer on nothing new is assigned to this node until it attaches again; what it has not begun is another's. */
    public Answer<Boolean> detach(Detach detach) throws InterruptedException {
        return renewals.tell(path + "/" + NodePaths.DETACH, detach, DETACH_TIMEOUT);
    }
}
