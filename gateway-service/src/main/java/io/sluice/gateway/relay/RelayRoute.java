package io.sluice.gateway.relay;

import io.quarkus.vertx.http.runtime.RouteConstants;
import io.sluice.contracts.path.NodePaths;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.gateway.upstream.UpstreamConfig;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.NodeSnapshot;
import io.sluice.node.membership.Standing;
import io.sluice.service.auth.NodeProof;
import io.sluice.service.problem.Problems;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Passes on what nodes say to the registry and to dispatch, byte by byte and unchanged, for nodes that can reach only the
 * gateway. That a call shows the join token or a secret was looked at before; whose secret it is the services know. When
 * this gateway stops it ends the streams at once, so that the nodes attach elsewhere while their leases hold.
 */
@Singleton
class RelayRoute {
    private static final Logger LOG = Logger.getLogger(RelayRoute.class);
    private static final String REGISTRY = NodePaths.REGISTRY + "/*";
    private static final String DISPATCH = NodePaths.DISPATCH + "/*";
    private static final int MAX_PENDING = 1_000;

    private final HttpClient client;
    private final NodeSelf self;
    private final Replicas registry;
    private final Replicas dispatch;
    private final Newcomers newcomers;
    private final Set<RelayedCall> streams = ConcurrentHashMap.newKeySet();

    RelayRoute(Vertx vertx, NodeSelf self, UpstreamConfig upstream, RelayConfig config) {
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setConnectTimeout(
                                Math.toIntExact(config.connectTimeout().toMillis()))
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setIdleTimeout(Math.toIntExact(config.idleTimeout().toMillis())))
                .with(new PoolOptions().setHttp1MaxSize(config.connections()).setMaxWaitQueueSize(MAX_PENDING))
                // A connection that breaks is told by the call on it; one that nobody uses is of no interest.
                .withConnectHandler(connection -> connection.exceptionHandler(
                        fault -> LOG.debugf("a connection to %s broke: %s", connection.remoteAddress(), fault)))
                .build();
        this.self = self;
        this.newcomers = new Newcomers(config.newcomers());
        this.registry = new Replicas(upstream.registryUrls());
        this.dispatch = new Replicas(upstream.dispatchUrls());
        self.onChange(this::changed);
    }

    void register(@Observes Router router) {
        router.route(REGISTRY)
                .order(RouteConstants.ROUTE_ORDER_BEFORE_DEFAULT)
                .handler(context -> relay(context, "the registry", registry));
        router.route(DISPATCH)
                .order(RouteConstants.ROUTE_ORDER_BEFORE_DEFAULT)
                .handler(context -> relay(context, "task-dispatch", dispatch));
    }

    private void relay(RoutingContext context, String service, Replicas replicas) {
        Optional<Newcomers.Visit> visit = newcomers.enter(NodeProof.of(context));
        if (visit.isEmpty()) {
            Problems.write(
                    context,
                    Problem.of(
                            ProblemType.UPSTREAM_UNAVAILABLE,
                            "too many calls of nodes that this gateway does not know yet are pending"
                                    + " (sluice.gateway.relay.newcomers): try again, or another gateway"));
            return;
        }
        Newcomers.Visit entered = visit.get();
        context.addEndHandler(ended -> entered.over());
        RelayedCall call = new RelayedCall(client, context, service, replicas, entered);
        if (isStream(context)) {
            streams.add(call);
            context.addEndHandler(ended -> streams.remove(call));
            if (isStopping(self.now())) {
                Problems.write(
                        context,
                        Problem.of(ProblemType.UPSTREAM_UNAVAILABLE, "this gateway stops: attach through another one"));
                return;
            }
        }
        call.begin();
    }

    private void changed(NodeSnapshot before, NodeSnapshot after) {
        if (isStopping(after) && !isStopping(before)) {
            streams.forEach(RelayedCall::end);
        }
    }

    private static boolean isStream(RoutingContext context) {
        return context.request().path().endsWith("/stream");
    }

    private static boolean isStopping(NodeSnapshot now) {
        return now.standing() == Standing.LEAVING || now.standing() == Standing.REFUSED;
    }
}
