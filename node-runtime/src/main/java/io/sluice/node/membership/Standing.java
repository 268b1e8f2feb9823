package io.sluice.node.membership;

/** Where this process stands with the registry, by its own knowledge. */
public enum Standing {
    /** The first registration attempt has not ended. Left by its end, whatever it is, or after 10 s. */
    STARTING,
    /** No registry has answered yet, or it does not know this node any more. Left by the next registration. */
    UNREGISTERED,
    /** Another process has the name, and this one has not its secret. Left by the registration, when that one is gone. */
    WAITING_FOR_NAME,
    /** Registered under an epoch. Left by a refusal or the process's end; an outage of the registry does not end it. */
    REGISTERED,
    /** The process was asked to stop: it takes no task and waits for the ones it has. Left by the process's end. */
    LEAVING,
    /** A newer process has the name, or the node was retired: everything is being ended. Left by the process's end. */
    REFUSED
}
