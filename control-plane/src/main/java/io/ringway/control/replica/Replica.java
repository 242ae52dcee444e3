package io.ringway.control.replica;

/**
 * A replica as its runtime sees it.
 *
 * @param cluster id of the cluster; in a label that a person wrote also its name
 * @param name of its server
 * @param handle what the runtime knows it by: a process id, a container id
 * @param host where it listens; empty while it does not run
 * @param port where it listens
 * @param running whether it runs; one that ended is listed until it is started again or removed
 */
record Replica(
    String cluster, String name, String handle, String host, int port, boolean running) {}
