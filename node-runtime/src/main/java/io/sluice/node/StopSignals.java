package io.sluice.node;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells a first SIGTERM or SIGINT from a second one. On the first the node leaves, while the process answers probes as
 * before; then the signal goes where it would have gone, to the JVM, which runs its shutdown hooks and through them
 * Quarkus' orderly stop, which closes the HTTP port first. The JVM ignores a second signal; here it ends the process at
 * once. {@code sun.misc.Signal} of the module jdk.unsupported is the only way, on 17 as on 25; it is reached by
 * reflection since the compiler warns of it with a warning that can't be suppressed.
 */
final class StopSignals {
    private static final Logger LOG = Logger.getLogger(StopSignals.class);
    private static final int BASE_EXIT_CODE = 128;

    private final AtomicInteger asked = new AtomicInteger();
    private final Runnable leave;
    private final Runnable endNow;

    private StopSignals(Runnable leave, Runnable endNow) {
        this.leave = leave;
        this.endNow = endNow;
    }

    /**
     * @param leave done on the first signal, before the process begins to stop; may take its time
     * @param endNow done on a second signal, before the process is gone; it must not wait for anything
     */
    static void watch(Runnable leave, Runnable endNow) {
        StopSignals signals = new StopSignals(leave, endNow);
        signals.watch("TERM");
        signals.watch("INT");
    }

    private void watch(String name) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Method passOn = handlerType.getMethod("handle", signalType);
            int number = (int) signalType.getMethod("getNumber").invoke(signal(signalType, name));
            AtomicReference<@Nullable Object> former = new AtomicReference<>();
            Object handler = Proxy.newProxyInstance(
                    handlerType.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        if (!method.equals(passOn)) {
                            return method.invoke(this, arguments);
                        }
                        received(name, number, () -> passOn.invoke(former.get(), arguments));
                        return null;
                    });
            Method handle = signalType.getMethod("handle", signalType, handlerType);
            former.set(handle.invoke(null, signal(signalType, name), handler));
        } catch (ReflectiveOperationException e) {
            Throwable why = e instanceof InvocationTargetException ? e.getCause() : e;
            LOG.debugf("SIG%s is not to be watched here (%s): a second one does not end the process", name, why);
        }
    }

    private static Object signal(Class<?> type, String name) throws ReflectiveOperationException {
        return type.getConstructor(String.class).newInstance(name);
    }

    /** On a thread of the JVM's own for this signal, so that waiting here holds up nobody. */
    private void received(String name, int number, Former former) throws ReflectiveOperationException {
        if (asked.incrementAndGet() == 1) {
            try {
                leave.run();
            } finally {
                former.handle();
            }
            return;
        }
        LOG.warnf("SIG%s once more: ending at once; what runs is killed, and lost", name);
        try {
            endNow.run();
        } finally {
            Runtime.getRuntime().halt(BASE_EXIT_CODE + number);
        }
    }

    private interface Former {
        void handle() throws ReflectiveOperationException;
    }
}
