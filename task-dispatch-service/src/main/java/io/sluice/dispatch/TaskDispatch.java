package io.sluice.dispatch;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.sluice.service.database.DatabaseGate;

/** The process: it waits for the database, then the service starts. */
@QuarkusMain
public final class TaskDispatch {
    private TaskDispatch() {}

    /** Runs until the process is told to stop. */
    public static void main(String... arguments) throws InterruptedException {
        DatabaseGate.await();
        Quarkus.run(arguments);
    }
}
