package io.sluice.dispatch;

import io.sluice.contracts.Json;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.test.Races;
import io.sluice.test.ServiceDatabase;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** The database of dispatch, with the partitions of these days. Shared by all store tests; each begins with empty tables. */
public final class DispatchDatabase extends ServiceDatabase {
    private static final String SESSION = "quarkus.datasource.reactive.additional-properties.";

    private static DispatchDatabase shared;
    private static DispatchDatabase application;

    private DispatchDatabase() {
        super("dispatch", planning());
    }

    private DispatchDatabase(PgConnectOptions options) {
        super(options);
    }

    /** How the sessions of the service plan; its timeouts are not for tests, which stop in the middle of transactions. */
    private static Map<String, String> planning() {
        Properties settings = new Properties();
        try (InputStream file = DispatchDatabase.class.getResourceAsStream("/application.properties")) {
            settings.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings.stringPropertyNames().stream()
                .filter(name -> name.startsWith(SESSION) && !name.endsWith("_timeout"))
                .collect(Collectors.toMap(name -> name.substring(SESSION.length()), settings::getProperty));
    }

    /** The database, its tables emptied. */
    public static synchronized DispatchDatabase empty() {
        if (shared == null) {
            shared = new DispatchDatabase();
        }
        shared.run("""
                truncate node_admission, node_lease, task, task_spec, task_selector, attempt, wait_passage,
                    idempotency_key, task_history, attempt_history, task_log, ended_minute, node_minute, outbox, outbox_batch,
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

    /** What was told of tasks and is not yet published, in its order. */
    public List<TaskEvent> events() {
        return rows("select unnest(payloads) as payload from outbox_batch order by seq").stream()
                .map(row -> Json.stored(row.getString("payload"), TaskEvent.class))
                .toList();
    }

    /** Nothing was told yet. */
    public void forgetEvents() {
        run("delete from outbox_batch");
    }

    /** Leases are renewed for each round: none runs out in a long race. */
    @Override
    public Races races() {
        return new Races(this::waiting, () -> run("update node_lease set renewed_at = clock_timestamp()"));
    }
}
