package io.sluice.node.execution;

/**
 * The node could not begin an attempt for a fault of its own: no working folder, no room, no process to be had. Thrown only
 * while nothing of the attempt has run: another node may begin it then, whatever it was promised.
 */
final class NotStartedException extends Exception {
    NotStartedException(String why) {
        super(why);
    }

    NotStartedException(String why, Throwable cause) {
        super(why, cause);
    }
}
