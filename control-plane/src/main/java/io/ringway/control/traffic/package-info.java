/** The traffic that balancers report, merged live. */
@NullMarked
package io.ringway.control.traffic;

import org.jspecify.annotations.NullMarked;
