package io.sluice.node.membership;

import io.sluice.contracts.node.DesiredState;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.Goodbye;
import io.sluice.contracts.node.Heartbeat;
import io.sluice.contracts.node.HeartbeatReply;
import io.sluice.contracts.node.RegisterReply;
import io.sluice.contracts.node.RegisterRequest;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.node.link.Answer;
import io.sluice.node.link.Backoff;
import io.sluice.node.link.NodeCredentials;
import io.sluice.node.link.ServiceLink;
import io.sluice.node.time.Moment;
import io.sluice.node.time.NodeClock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this process a member: registers, for as long as it takes, and checks in on a thread of its own, which neither
 * full slots nor slow tasks delay. It goes on until {@link #leave}, after the last attempt has ended. A registry that
 * does not answer changes nothing that runs.
 */
public final class Membership {
    private static final Logger LOG = Logger.getLogger(Membership.class);
    private static final Duration FIRST_ATTEMPT_LIMIT = Duration.ofSeconds(10);
    private static final Duration MIN_PAUSE = Duration.ofMillis(50);
    private static final Duration COMPLAIN_EVERY = Duration.ofMinutes(1);
    private static final Duration GOODBYE_LIMIT = Duration.ofSeconds(10);

    private final NodeConfig config;
    private final NodeSelf self;
    private final RegistryLink registry;
    private final NodeCredentials credentials;
    private final NodeClock clock;
    private final List<String> types;
    private final Consumer<Refusal> onRefusal;
    private final Backoff registerBackoff;
    private final Thread thread = new Thread(this::run, "sluice-heartbeat");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private boolean checkAsked;
    private boolean leaving;
    private MergedDesiredState merged;
    private volatile Duration interval;
    private @Nullable Moment complainedAt;

    /**
     * Membership of the node that the settings describe; nothing happens before {@link #start}.
     *
     * @param types of the tasks that it runs
     */
    public Membership(
            NodeConfig config,
            NodeSelf self,
            NodeCredentials credentials,
            NodeClock clock,
            List<String> types,
            Consumer<Refusal> onRefusal) {
        this.config = config;
        this.self = self;
        this.credentials = credentials;
        this.clock = clock;
        this.types = List.copyOf(types);
        this.onRefusal = onRefusal;
        this.interval = config.heartbeatInterval();
        // With two addresses and one of them silent, the next interval is still met.
        Duration timeout = config.heartbeatInterval().multipliedBy(3).dividedBy(5);
        this.registry = new RegistryLink(
                new ServiceLink("registry", config.registryUrls().orElseThrow(), credentials), timeout);
        this.registerBackoff = new Backoff(
                min(Duration.ofMillis(200), config.heartbeatInterval()),
                config.heartbeatInterval().multipliedBy(2));
        this.merged = MergedDesiredState.initially(config.taskCap());
        self.onChange((before, after) -> {
            if (!Objects.equals(before.closed(), after.closed())) {
                checkNow();
            }
        });
    }

    /** Begins to register and check in. */
    public void start() {
        thread.setDaemon(false);
        thread.start();
        Thread limit = new Thread(this::endFirstAttempt, "sluice-start-limit");
        limit.setDaemon(true);
        limit.start();
    }

    /** Checks in at once: somebody was told that this epoch is stale, which the registry decides, or the node leaves. */
    public void checkNow() {
        lock.lock();
        try {
            checkAsked = true;
            wake.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Dispatch's word on drain and cap, which takes effect at once. */
    public void heard(StreamFrame.Admission admission) {
        lock.lock();
        try {
            obey(merged.fromDispatch(admission, clock.now().monotonicNanos()), "task dispatch");
        } finally {
            lock.unlock();
        }
    }

    /** How often to check in at present: the setting, or what the registry stretched it to. */
    public Duration interval() {
        return interval;
    }

    /** Says goodbye and stops checking in: the very last thing that a node does. Bounded. */
    public void leave() {
        lock.lock();
        try {
            leaving = true;
            wake.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(GOODBYE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    private void run() {
        try {
            int failures = 0;
            while (!isLeaving()) {
                boolean answered = registerOrRenew();
                if (self.now().standing() == Standing.REFUSED) {
                    return;
                }
                failures = answered ? 0 : failures + 1;
                pause(pauseAfter(failures));
            }
            sayGoodbye();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean registerOrRenew() throws InterruptedException {
        if (isRegistered()) {
            return checkIn();
        }
        // A node that leaves before anybody knew of it has nothing to join for.
        return self.now().standing() == Standing.LEAVING || register();
    }

    private boolean register() throws InterruptedException {
        NodeSnapshot now = self.now();
        RegisterRequest request = new RegisterRequest(
                now.name(),
                now.kind(),
                now.incarnation(),
                config.version(),
                config.labels(),
                config.taskCap(),
                place(),
                types);
        Moment sent = clock.now();
        Answer<RegisterReply> answer = registry.register(request);
        if (answer instanceof Answer.Accepted<RegisterReply> accepted) {
            RegisterReply reply = accepted.body();
            LOG.infof(
                    "node %s: registered under epoch %s, task cap %d%s",
                    now.name(),
                    reply.epoch(),
                    reply.desired().taskCap(),
                    drainText(reply.desired().drain()));
            complainedAt = null;
            if (Boolean.TRUE.equals(reply.secretKept())) {
                credentials.joined();
            }
            obeyRegistry(reply.desired(), sent);
            self.registered(reply.id(), reply.epoch());
            if (now.closed() != null) {
                checkNow();
            }
            return true;
        }
        if (answer instanceof Answer.Refused<RegisterReply> refused && refused.is(ProblemType.NAME_TAKEN)) {
            self.nameTaken();
            complain("not registered: " + refused.detail());
            return false;
        }
        self.unregistered();
        if (answer instanceof Answer.Refused<RegisterReply> refused) {
            if (!endedBy(refused)) {
                complain("registration refused: " + refused.detail());
            }
        } else if (answer instanceof Answer.Unavailable<RegisterReply> unavailable) {
            complain("no registry answers: " + unavailable.why());
        }
        return false;
    }

    private boolean checkIn() throws InterruptedException {
        NodeSnapshot now = self.now();
        Epoch epoch = now.epoch();
        if (epoch == null) {
            return false;
        }
        Moment sent = clock.now();
        Boolean leaving = now.standing() == Standing.LEAVING ? Boolean.TRUE : null;
        Answer<HeartbeatReply> answer = registry.heartbeat(
                now.name(),
                new Heartbeat(epoch, now.incarnation(), now.runningAttempts(), load(), now.closed(), leaving));
        if (answer instanceof Answer.Accepted<HeartbeatReply> accepted) {
            if (complainedAt != null) {
                LOG.infof("node %s epoch %s: the registry answers again", now.name(), epoch);
                complainedAt = null;
            }
            obeyRegistry(accepted.body().desired(), sent);
            return true;
        }
        if (answer instanceof Answer.Refused<HeartbeatReply> refused && !endedBy(refused)) {
            if (refused.is(ProblemType.NODE_UNKNOWN)) {
                LOG.warnf("node %s epoch %s: the registry does not know it; registering again", now.name(), epoch);
                self.unregistered();
                return register();
            }
            complain("heartbeat refused: " + refused.detail());
        } else if (answer instanceof Answer.Unavailable<HeartbeatReply> unavailable) {
            complain("heartbeat not taken: " + unavailable.why());
        }
        return false;
    }

    /** Ends this process when the refusal is one that no later try can change. */
    private boolean endedBy(Answer.Refused<?> refused) {
        NodeSnapshot now = self.now();
        if (refused.is(ProblemType.STALE_EPOCH)) {
            LOG.errorf(
                    "node %s epoch %s: a newer process has this name; ending all attempts and stopping (exit code %d)",
                    now.name(), now.epoch(), Refusal.STALE_EPOCH.exitCode());
            self.refused();
            onRefusal.accept(Refusal.STALE_EPOCH);
            return true;
        }
        if (refused.is(ProblemType.NODE_RETIRED)) {
            LOG.errorf(
                    "node %s: it was retired; ending all attempts and stopping (exit code %d)",
                    now.name(), Refusal.RETIRED.exitCode());
            self.refused();
            onRefusal.accept(Refusal.RETIRED);
            return true;
        }
        return false;
    }

    /** One line when an outage begins and one a minute while it lasts. What runs goes on. */
    private void complain(String what) {
        Moment now = clock.now();
        if (complainedAt == null || complainedAt.monotonicUntil(now).compareTo(COMPLAIN_EVERY) >= 0) {
            complainedAt = now;
            LOG.warnf("node %s: %s; trying on, what runs goes on", self.now().name(), what);
        }
    }

    private void sayGoodbye() throws InterruptedException {
        NodeSnapshot now = self.now();
        Epoch epoch = now.epoch();
        if (epoch == null || now.standing() == Standing.REFUSED) {
            return;
        }
        Answer<Boolean> answer = registry.goodbye(now.name(), new Goodbye(epoch, now.incarnation()));
        if (answer instanceof Answer.Accepted<Boolean>) {
            LOG.infof("node %s epoch %s: left the cluster", now.name(), epoch);
        } else {
            LOG.warnf(
                    "node %s epoch %s: leaves without a goodbye, since no registry took it; it is OFFLINE by itself"
                            + " soon",
                    now.name(), epoch);
        }
    }

    private void obeyRegistry(DesiredState desired, Moment sent) {
        interval = desired.heartbeatIntervalMillis() > 0
                ? Duration.ofMillis(desired.heartbeatIntervalMillis())
                : config.heartbeatInterval();
        lock.lock();
        try {
            obey(merged.fromRegistry(desired, sent.monotonicNanos()), "the registry");
        } finally {
            lock.unlock();
        }
    }

    private void obey(MergedDesiredState heard, String from) {
        NodeSnapshot now = self.now();
        // A node that leaves is told of its own stop, which is no news to it.
        if (heard.drain().enabled() != merged.drain().enabled() && now.standing() != Standing.LEAVING) {
            LOG.infof(
                    "node %s epoch %s: %s, as %s says%s, %d attempts left",
                    now.name(),
                    now.epoch(),
                    heard.drain().enabled() ? "drains" : "takes tasks again",
                    from,
                    drainText(heard.drain()),
                    now.runningAttempts());
        }
        if (heard.taskCap() != merged.taskCap()) {
            LOG.infof("node %s: task cap %d → %d", now.name(), merged.taskCap(), heard.taskCap());
        }
        if (heard.isDrained() && !merged.isDrained()) {
            LOG.infof("node %s epoch %s: DRAINED, as task dispatch counts", now.name(), now.epoch());
        }
        merged = heard;
        self.obey(heard);
    }

    private Duration pauseAfter(int failures) {
        double random = ThreadLocalRandom.current().nextDouble();
        if (failures == 0) {
            return Backoff.around(interval, random);
        }
        return isRegistered()
                ? min(registerBackoff.delay(failures, random), Backoff.around(interval, random))
                : registerBackoff.delay(failures, random);
    }

    /** Waits, and is woken to check at once or to leave. Never shorter than a floor, so that no loop spins. */
    private void pause(Duration length) throws InterruptedException {
        lock.lock();
        try {
            long floor = MIN_PAUSE.toNanos();
            long left = length.toNanos();
            long waited = 0;
            while (left > 0 && !leaving && !(checkAsked && waited >= floor)) {
                long step = checkAsked ? Math.min(left, floor - waited) : left;
                long after = wake.awaitNanos(step);
                waited += step - after;
                left -= step - after;
            }
            checkAsked = false;
        } finally {
            lock.unlock();
        }
    }

    private void endFirstAttempt() {
        try {
            TimeUnit.NANOSECONDS.sleep(FIRST_ATTEMPT_LIMIT.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (self.now().standing() == Standing.STARTING) {
            self.unregistered();
        }
    }

    private boolean isRegistered() {
        NodeSnapshot now = self.now();
        return now.isRegistered();
    }

    private boolean isLeaving() {
        lock.lock();
        try {
            return leaving;
        } finally {
            lock.unlock();
        }
    }

    private Map<String, String> place() {
        Map<String, String> place = new HashMap<>(Map.of("host", HostName.current()));
        config.place()
                .forEach((key, value) -> value.filter(text -> !text.isBlank()).ifPresent(text -> place.put(key, text)));
        return place;
    }

    private static String drainText(Drain drain) {
        if (!drain.enabled()) {
            return "";
        }
        return drain.by() == null
                ? ", draining"
                : ", draining, asked by " + drain.by() + " (\"" + drain.reason() + "\")";
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
