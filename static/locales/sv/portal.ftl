### Startsidan.

portal-title = Råd när livet ändrar sig
portal-lead = Skilsmässa, skulder eller en flytt till Sverige. Skriv till en rådgivare, utan bokning och utan kostnad.
portal-lead-own = Skriv till oss här, utan bokning. Du kan vara anonym.
portal-sample-title = Familjerådgivare
portal-sample-ask = Måste vi sälja huset när vi skiljs?
portal-sample-joined = Karin Ek är här.
portal-sample-answer = Hej. Nej, inte alltid. Den ena kan ta över det och lösa ut den andra.
portal-sample-next = Berätta hur ni har det, så går vi igenom vad som gäller för er.
portal-conversation = Ditt samtal finns kvar.
portal-conversation-open = Öppna samtalet
portal-ways = Vad gäller det?
portal-full = Kön är full just nu. Lämna ett meddelande så svarar vi.
portal-chat = Chatta med oss
portal-leave = Lämna ett meddelande
portal-how = Så går det till
portal-step-queue = Ställ dig i kön
portal-step-queue-about = Du ser din plats och hur lång tid det brukar ta. Platsen är kvar även om du stänger sidan.
portal-step-chat = Skriv med en rådgivare
portal-step-chat-about = Du ser vem du skriver med. Skicka bilder och filer om det hjälper.
portal-step-copy = Spara en kopia
portal-step-copy-about = När ni är klara kan du spara samtalet eller få det via e-post.
portal-invented = { $name } är ett påhittat företag som visar hur Samtal fungerar.
portal-staff = För personal
portal-desk = Skrivbordet
portal-wall = Läget nu
portal-demo = Chatten på en annan sida
