/** What the steering of a cluster does to its ring: pins by fingerprint, ramps by time. */
@NullMarked
package io.ringway.routing.steering;

import org.jspecify.annotations.NullMarked;
