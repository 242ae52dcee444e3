package io.ringway.protocol;

/**
 * A key that many requests of one window carried, as counted by Space-Saving (Metwally, Agrawal, El
 * Abbadi 2005).
 *
 * @param hash fingerprint of the key, 16 hexadecimal digits
 * @param key the key, or empty unless the cluster shows keys
 * @param count requests, never fewer than there were
 * @param error how many of them may have been other keys'
 */
public record HotKey(String hash, String key, long count, long error) {}
