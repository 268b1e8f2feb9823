package io.sluice.service.kafka;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/** Tells a record that Kafka will never take from a broker that takes none at present. */
public final class RecordFault {
    private static final int MAX_CAUSE_DEPTH = 10;

    private RecordFault() {}

    /** Whether the record itself is refused, by the client or by the broker: the same again would be refused again. */
    public static boolean isOfTheRecord(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSE_DEPTH; depth++) {
            if (cause instanceof RecordTooLargeException
                    || cause instanceof RecordBatchTooLargeException
                    || cause instanceof InvalidRecordException
                    || cause instanceof InvalidTimestampException
                    || cause instanceof SerializationException
                    || cause instanceof IllegalArgumentException
                    || cause instanceof NullPointerException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
