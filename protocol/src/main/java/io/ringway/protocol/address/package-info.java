/** Network addresses: ranges of them, and which ones a server may have. */
@NullMarked
package io.ringway.protocol.address;

import org.jspecify.annotations.NullMarked;
