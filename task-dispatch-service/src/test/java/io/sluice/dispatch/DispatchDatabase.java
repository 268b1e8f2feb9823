package io.sluice.dispatch;

import io.sluice.test.Races;
import io.sluice.test.ServiceDatabase;
import io.vertx.pgclient.PgConnectOptions;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** The database of dispatch, with the partitions of these days. Shared by all store tests; each begins with empty tables. */
public final class DispatchDatabase extends ServiceDatabase {
    private static DispatchDatabase shared;
    private static DispatchDatabase application;

    private DispatchDatabase() {
        super("dispatch");
    }

    private DispatchDatabase(PgConnectOptions options) {
        super(options);
    }

    /** The database, its tables emptied. */
    public static synchronized DispatchDatabase empty() {
        if (shared == null) {
            shared = new DispatchDatabase();
        }
        shared.run("""
                truncate node_admission, node_lease, task, task_spec, task_selector, attempt, wait_passage,
                    idempotency_key, task_history, attempt_history, task_log, ended_minute, node_minute, outbox,
                    queue_state, calm
                    restart identity;
                insert into queue_state default values;
                insert into calm default values""");
        return shared;
    }

    /** That of the application under test, as it is: what a component test can't bring about otherwise. */
    public static synchronized DispatchDatabase ofApplication() {
        if (application == null) {
            Config config = ConfigProvider.getConfig();
            application = new DispatchDatabase(
                    PgConnectOptions.fromUri(config.getValue("quarkus.datasource.reactive.url", String.class))
                            .setUser(config.getValue("quarkus.datasource.username", String.class))
                            .setPassword(config.getValue("quarkus.datasource.password", String.class)));
        }
        return application;
    }

    /** Leases are renewed for each round: none runs out in a long race. */
    @Override
    public Races races() {
        return new Races(this::waiting, () -> run("update node_lease set renewed_at = clock_timestamp()"));
    }
}
