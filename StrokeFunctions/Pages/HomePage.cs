namespace StrokeFunctions.Pages;

/// <summary>The page at the root: score one patient or a file, and see at a glance whether to trust the model.</summary>
internal static class HomePage
{
    /// <summary>The whole page. It holds no data: its scripts ask the same functions that programs call.</summary>
    public static string Render() => SitePage.Render("Stroke risk", "home.js", Html.Of($"""
        <section aria-labelledby="state-h" class="state">
        <h2 id="state-h">Model</h2>
        <p id="model-state" role="status">Asking for the model…</p>
        <p id="report-state"></p>
        <details id="earlier" hidden><summary>Earlier reports</summary><ul id="earlier-reports"></ul></details>
        <nav aria-label="More"><ul>
        <li><a href="/api/models/champion/card" data-needs-key>Model card</a></li>
        <li><a href="/app/api">API</a></li>
        <li><button type="button" id="forget-key" class="plain" hidden>Forget the key</button></li>
        </ul></nav>
        </section>
        <div class="columns">
        <section aria-labelledby="patient-h">
        <h2 id="patient-h">One patient</h2>
        <form id="patient" novalidate>
        <div class="fields">
        {PatientForm.Fields()}
        </div>
        <p id="form-fault" class="fault" role="alert"></p>
        <button type="submit">Score this patient</button>
        </form>
        </section>
        <section aria-labelledby="answer-h" id="answer-section">
        <h2 id="answer-h" tabindex="-1">Answer</h2>
        <div id="answer" aria-live="polite"><p class="note">The risk, and the reasons for it, will stand here.</p></div>
        </section>
        </div>
        <section aria-labelledby="file-h">
        <h2 id="file-h">A file of patients</h2>
        <div id="drop" class="drop">
        <label for="file">Drop a CSV file here, or choose one</label>
        <input type="file" id="file" accept=".csv,text/csv" aria-describedby="file-note">
        <p class="note" id="file-note">The ten columns by the names that the API uses, in any order. The same file comes back with the risk of each row.</p>
        </div>
        <div id="file-answer" aria-live="polite"></div>
        </section>
        <dialog id="key-dialog" aria-labelledby="key-h">
        <form method="dialog" id="key-form">
        <h2 id="key-h">A function key is needed</h2>
        <p id="key-note">Whoever runs this app can give you one. It is kept until this tab is closed, and nowhere else.</p>
        <label for="key">Function key</label>
        <input id="key" type="password" autocomplete="off" required>
        <p class="buttons"><button type="submit" value="use">Use this key</button> <button type="button" id="key-cancel" class="plain">Cancel</button></p>
        </form>
        </dialog>
        """));
}
