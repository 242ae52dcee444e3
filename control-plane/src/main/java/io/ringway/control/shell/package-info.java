/** What every page and every answer shares: error pages, problems, request ids, API description. */
@NullMarked
package io.ringway.control.shell;

import org.jspecify.annotations.NullMarked;
